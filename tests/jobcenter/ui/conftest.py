"""The design system's tests live in a tiny house of their own, not in the real one."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _danish():
    """A page asked for in English leaves its language behind in the thread."""
    with translation.override("da"):
        yield


@pytest.fixture(autouse=True)
def tiny_house(settings):
    settings.ROOT_URLCONF = "tests.jobcenter.ui.urls"
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
