from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from tests.jobcenter.accounts.mitid_story import AMAL, SUBSTANTIAL
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, running_provider


@pytest.fixture(autouse=True)
def _danish(settings):
    """A request to an English page leaves its language behind in the thread."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def client_class():
    return Client


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests(db):
    """The counters of the limits live in the database's cache table, outside the models."""
    cache.clear()


@pytest.fixture
def broker(settings):
    with running_provider(claims=dict(AMAL)) as provider:
        settings.MITID_ISSUER = provider.issuer
        settings.MITID_CLIENT_ID = CLIENT_ID
        settings.MITID_CLIENT_SECRET = CLIENT_SECRET
        settings.MITID_ACR_VALUES = [SUBSTANTIAL]
        yield provider
