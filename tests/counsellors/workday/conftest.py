from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.counsellors.conversations.story import NOW
from tests.counsellors.responsibility.conftest import amal, bent, clara, dorte, scene
from tests.counsellors.workday.story import desk_of

__all__ = ["amal", "bent", "clara", "dorte", "scene"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved, translation.override("da"):
        yield moved


@pytest.fixture
def desk(scene, bent) -> Client:
    """Bent, logged in with his second factor."""
    return desk_of(bent, scene.centre)
