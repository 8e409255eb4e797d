from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.counsellors.workday.story import desk_of

from .story import NOW, house, somebody, talk_of


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved, translation.override("da"):
        yield moved


@pytest.fixture
def centre(db):
    return house(name="Havnehuset")


@pytest.fixture
def bent(centre):
    return somebody(centre, slug="bent")


@pytest.fixture
def dorte(centre):
    return somebody(centre, slug="dorte", first_name="Dorte")


@pytest.fixture
def talk(bent):
    return talk_of(bent)


@pytest.fixture
def desk(centre, bent) -> Client:
    """Bent, logged in with his second factor."""
    return desk_of(bent, centre)
