from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from jobcenter.accounts.enums import RoleKind
from tests.counsellors.conversations.story import at, set_the_scene
from tests.counsellors.responsibility.story import staff_user
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory

MORNING = at(8)  # a Monday: Bent and his colleagues work 9–15


def seen_in(html: str) -> str:
    """Which edition of the row a page showed."""
    return re.search(r'name="seen" value="([0-9a-f]+)"', html)[1]


def seen_on(browser: Client, address: str) -> str:
    return seen_in(browser.get(address).content.decode())


@pytest.fixture
def scene(db, eight_topics):
    """Havnehuset on a Monday morning, before anybody has come."""
    with time_machine.travel(MORNING, tick=False):
        yield set_the_scene(rooms=2, slug="havnehuset", name="Havnehuset")


@pytest.fixture
def dorte(scene):
    return scene.colleague(slug="dorte", first_name="Dorte", last_name="Holm")


@pytest.fixture
def as_(scene):
    """A browser behind the second step: of a counsellor, or of somebody with a role here."""

    def enter(who) -> Client:
        if isinstance(who, RoleKind):
            is_national = who in {RoleKind.ADMINISTRATOR, RoleKind.STATE}
            user = UserFactory(name="Erik Lund")
            RoleFactory(user=user, kind=who, centre_id=None if is_national else scene.centre.pk)
        else:
            user = who.user or staff_user(who, scene.centre)
        client = Client()
        enter_as_staff(client, user)
        return client

    return enter
