"""Fixtures every test may use. Browser fixtures live in tests/browser.py."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, settings

# Timings never gate tests: on a busy machine an example takes longer, and says nothing else by it.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A gate gives one answer for one commit, so its examples are the same in every run. New ones are
# looked for with `--hypothesis-profile searching`; what it finds becomes a test of its own.
settings.register_profile("searching", UNHURRIED)
settings.register_profile("gate", UNHURRIED, derandomize=True)
settings.load_profile("gate")

pytest_plugins = ["tests.browser"]
EVERYBODY_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
AT_WORK = """
SELECT array_agg(query) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND backend_type = 'client backend' AND state <> 'idle'
"""
PATIENCE = 10  # seconds a request may take after its browser has gone


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers and races want a worker to themselves: each kind stays together, in turn."""
    for item in items:
        for kind in ("browser", "race"):
            if item.get_closest_marker(kind):
                item.add_marker(pytest.mark.xdist_group(kind))


@pytest.fixture(autouse=True)
def nobody_carries_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test has queued it finds in the table, also when the broker was too busy to take the
    hint in time and this process would deliver the letter itself."""
    monkeypatch.setattr("jobcenter.outbox.hints._carry_ourselves", lambda: None)


@pytest.fixture
def eight_topics(db) -> None:
    """The topics the migration brought, also after a test has emptied the tables."""
    migration = import_module("jobcenter.centres.migrations.0002_the_eight_topics")
    migration.add_topics(apps, None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Servers that ran in threads of this process leave connections behind, and a database is not
    dropped while anybody is connected. Dropping it waits for the disk, for as long as that takes:
    what a page may wait for is no bound for it."""
    yield
    with django_db_blocker.unblock():
        # The last test may have ended the connection it was given.
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(EVERYBODY_OUT)
    connection.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"options": ""}


@pytest.fixture
def live_server(live_server: Any, transactional_db: None) -> Iterator[Any]:
    """A browser that leaves does not stop what it asked for: the server's threads go on, and the
    emptying of the tables after a test would meet them in a deadlock. So they are let finish."""
    yield live_server
    until = time.monotonic() + PATIENCE
    while running := _at_work():
        if time.monotonic() > until:
            pytest.fail(f"Still at work after {PATIENCE} s: {running}", pytrace=False)
        time.sleep(0.02)


def _at_work() -> list[str] | None:
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK)
        found = cursor.fetchone()
    return found[0] if found else None
