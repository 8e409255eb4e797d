from __future__ import annotations

import pytest

from tests.counsellors.conversations.story import Scene, set_the_scene
from tests.counsellors.practice.story import Talk, talk_of


@pytest.fixture
def scene(db) -> Scene:
    return set_the_scene()


@pytest.fixture
def talk(scene) -> Talk:
    """Amal and Bent have talked by phone on Monday from nine to a quarter to ten."""
    return talk_of(scene)
