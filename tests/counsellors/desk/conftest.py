from __future__ import annotations

import pytest

from tests.counsellors.conversations.story import Scene, set_the_scene


@pytest.fixture
def scene(db) -> Scene:
    return set_the_scene()
