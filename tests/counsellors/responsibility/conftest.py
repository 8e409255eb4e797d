from __future__ import annotations

import pytest

from tests.counsellors.conversations.story import Scene, set_the_scene
from tests.counsellors.responsibility.story import account


@pytest.fixture
def scene(db) -> Scene:
    return set_the_scene()


@pytest.fixture
def bent(scene):
    return scene.bent


@pytest.fixture
def dorte(scene):
    return scene.colleague(slug="dorte", first_name="Dorte", last_name="Holm")


@pytest.fixture
def amal(db):
    return account("amal@example.org")


@pytest.fixture
def clara(db):
    return account("clara@example.org")
