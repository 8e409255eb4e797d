"""Numbers in an address are typed by anybody."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from jobcenter.ui.queries import asked_number


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("24", 24),
        ("9999", 200),
        ("", 12),
        ("0", 12),
        ("-3", 12),
        ("ten", 12),
        ("²", 12),
        ("٣", 12),
        ("9" * 5000, 12),
    ],
)
def test_number_is_bounded_and_nonsense_is_the_usual_number(said, shown):
    request = RequestFactory().get("/", {"vis": said})

    assert asked_number(request, "vis", usual=12, most=200) == shown
