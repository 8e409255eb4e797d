from __future__ import annotations

import pytest
from django.test import Client

from tests.counsellors.conversations.story import Scene, set_the_scene
from tests.counsellors.practice.doors import work_of
from tests.counsellors.practice.story import AFTER, Talk, talk_of


@pytest.fixture
def scene(db) -> Scene:
    return set_the_scene()


@pytest.fixture
def talk(scene) -> Talk:
    """Amal and Bent have talked by phone on Monday from nine to a quarter to ten."""
    return talk_of(scene)


@pytest.fixture
def after(clock, talk):
    clock.move_to(AFTER)
    return talk


@pytest.fixture
def amal() -> Client:
    """Without an account: she has the link."""
    return Client()


@pytest.fixture
def bent(after) -> Client:
    return work_of(after.scene, after.scene.bent)
