"""Fixtures every test may use. Browser fixtures live in tests/browser.py."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

pytest_plugins = ["tests.browser"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers and races want a worker to themselves: each kind stays together, in turn."""
    for item in items:
        for kind in ("browser", "race"):
            if item.get_closest_marker(kind):
                item.add_marker(pytest.mark.xdist_group(kind))


@pytest.fixture
def eight_topics(db) -> None:
    """The topics the migration brought, also after a test has emptied the tables."""
    migration = import_module("jobcenter.centres.migrations.0002_the_eight_topics")
    migration.add_topics(apps, None)
