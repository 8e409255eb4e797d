from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def english(request: pytest.FixtureRequest) -> Iterator[None]:
    """The stories of calendar files quote their refusals in English, whoever translates them."""
    if not request.module.__name__.rpartition(".")[2].startswith("test_calendar"):
        yield
        return
    with override("en"):
        yield
