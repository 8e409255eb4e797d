from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def danish():
    """A page asked for in English must not leave its language to the next test's addresses."""
    with translation.override("da"):
        yield
