"""The short version of `make soak`: each is killed under traffic, and nothing is missing."""

from __future__ import annotations

import pytest

from tests.soak.story import ALL, soak

pytestmark = [pytest.mark.slow, pytest.mark.race]


@pytest.mark.parametrize("victim", ALL)
def test_inv6_nothing_is_lost_double_or_out_of_order_while_it_is_killed(victim, tmp_path):
    # PostgreSQL may run as another user, who has to pass through to its own folder.
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o711)
    outcome = soak(tmp_path, messages=160, threads=4, kills=[victim], every=2)

    assert outcome.kills > 0
    assert (outcome.lost, outcome.double, outcome.disorder) == (0, 0, 0), outcome
