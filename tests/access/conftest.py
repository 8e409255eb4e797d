from __future__ import annotations

import gc
from collections.abc import Iterator
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import InMemoryStorage, default_storage
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from tests.counsellors.conversations.story import NOW
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, running_provider

from . import scene
from .scene import House
from .visits import forget_counts

FRAME_AS_IN_PRODUCTION = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker) -> Iterator[House]:
    """The scene, built once; every visit undoes itself. As in production: no demo, with MitID.

    For one module: a folder that is no Python package has no scope, and would keep its clock and
    its transaction for every test that comes after.
    """
    whole = transaction.atomic()
    whole._from_testcase = True
    with (
        running_provider(claims={"sub": "a", "name": "A"}) as broker,
        django_db_blocker.unblock(),
        override_settings(
            DEMO=False,
            CACHES=settings.CACHES | {"frame": FRAME_AS_IN_PRODUCTION},
            MITID_ISSUER=broker.issuer,
            MITID_CLIENT_ID=CLIENT_ID,
            MITID_CLIENT_SECRET=CLIENT_SECRET,
            MITID_ACR_VALUES=["substantial"],
        ),
        translation.override("da"),
        time_machine.travel(NOW, tick=False),
        whole,
    ):
        built = scene.build()
        forget_counts()
        # Thousands of visits follow: what stands now need not be looked through at each.
        gc.freeze()
        # A visit that deletes a talk is undone, and its files would be gone for the next ones.
        with mock.patch.object(InMemoryStorage, "delete"):
            yield built
        gc.unfreeze()
        for life in (built.own, built.foreign):
            default_storage.delete(life.counsellor.portrait.name)
        transaction.set_rollback(True)
