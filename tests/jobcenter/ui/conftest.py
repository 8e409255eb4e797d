"""The design system's tests live in a tiny house of their own, not in the real one."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def tiny_house(settings):
    settings.ROOT_URLCONF = "tests.jobcenter.ui.urls"
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
