"""Somebody is blocked in a talk, at a library or at home; who leads the house looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from counsellors.chat.domain.stopping import stop_writer
from counsellors.models import Block, Sighting
from counsellors.safety.domain import address_hash_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import User
from tests.counsellors.chat.story import DAY, NOW, Talk
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory

WHY = "Du har truet en vejleder."
LIBRARY = "203.0.113.7"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as stopped:
        yield stopped


def stop(talk: Talk, *, at: str = "", **more: Any) -> Block:
    """`at`: the address the talk was begun from."""
    if at:
        seen = Sighting.objects.filter(thread=talk.thread.public_id)
        seen.update(address_hash=address_hash_of(at))
    said = {"reason": WHY, "lasts": 7 * DAY, "by": talk.bent, "now": NOW} | more
    return stop_writer(thread=talk.fresh(), **said)


def browser_of(talk: Talk, *, at: str = "127.0.0.1") -> Client:
    browser = Client(REMOTE_ADDR=at)
    browser.cookies["chat"] = talk.secret
    return browser


def lead_of(talk: Talk, mail: str = "lead@example.org") -> User:
    user = UserFactory(email=mail)
    RoleFactory(user=user, kind=RoleKind.TEAM_LEAD, centre_id=talk.thread.centre_id)
    return user


def lead_browser(talk: Talk) -> Client:
    browser = Client()
    enter_as_staff(browser, lead_of(talk, mail=f"lead-{talk.thread.centre_id}@example.org"))
    return browser
