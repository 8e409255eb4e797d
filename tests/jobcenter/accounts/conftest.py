from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation


@pytest.fixture(autouse=True)
def _danish(settings):
    """A request to an English page leaves its language behind in the thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def client_class():
    return Client


@pytest.fixture
def clear_limits(db):
    """The counters of the limits live in the database's cache table, outside the models."""
    cache.clear()
