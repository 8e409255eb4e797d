from __future__ import annotations

import pytest

from tests.events.organising.story import Story, set_the_story


@pytest.fixture
def story(db) -> Story:
    return set_the_story()
