"""A house whose bell rings, and a talk that has begun."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.counsellors.chat.story import Talk, begin
from tests.jobcenter.bell.ringers import House

from .talking import house_with_a_bell


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, eight_topics: object) -> Iterator[House]:
    with house_with_a_bell(monkeypatch) as running:
        yield running


@pytest.fixture
def talk(house: House) -> Talk:
    return begin()
