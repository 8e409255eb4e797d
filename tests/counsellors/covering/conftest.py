"""Dorte stands in for Bent, with whom Amal has booked; Clara books at another house."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from counsellors.models import Absence, Conversation, Counsellor
from jobcenter.accounts.models import User
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, Scene, at, set_the_scene
from tests.counsellors.responsibility.conftest import bent, dorte, scene
from tests.counsellors.responsibility.story import staff_user
from tests.doors import enter_as_staff

__all__ = ["bent", "dorte", "scene"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel, translation.override("da"):
        yield travel


@dataclass
class Desk:
    """A counsellor at work in a browser."""

    counsellor: Counsellor
    user: User
    browser: Client


def at_work(counsellor: Counsellor, scene: Scene) -> Desk:
    user, browser = staff_user(counsellor, scene.centre), Client()
    enter_as_staff(browser, user)
    return Desk(counsellor, user, browser)


@pytest.fixture
def desk(scene, dorte) -> Desk:
    return at_work(dorte, scene)


@pytest.fixture
def talk(scene) -> Conversation:
    """Amal with Bent, Monday at nine, by phone, booked with mail and number."""
    return scene.book(phone="+4520111111", agenda="Mit hemmelige emne").conversation


@pytest.fixture
def elsewhere(db) -> Conversation:
    """Clara, the same day, at a house that is not Dorte's."""
    return set_the_scene().book(email="clara@example.org", start=at(10)).conversation


@pytest.fixture
def bent_is_away(bent) -> Absence:
    return Absence.objects.create(counsellor=bent, during=period(NOW, at(23)))
