from __future__ import annotations

import pytest
from django.urls import get_resolver


@pytest.fixture(scope="session", autouse=True)
def every_address_is_loaded() -> None:
    """The back office fills its registry when the addresses are read, and not before: which test of
    a worker does that first is chance.
    """
    assert get_resolver().url_patterns
