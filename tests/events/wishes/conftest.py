"""What the wishes' tests share: a house, and a day on which the clock stands."""

from __future__ import annotations

import pytest
import time_machine

from tests.factories.centres import CentreFactory
from tests.factories.events import NOW


@pytest.fixture
def at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def centre():
    return CentreFactory(slug="havnehuset", name="Havnehuset")
