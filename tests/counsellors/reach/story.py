"""Amal comes to the door from her phone; Bent is on duty at Havnehuset, Dorte at Fyrhuset."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from counsellors.chat.domain.starting import FORM
from counsellors.duty.domain import go_on_duty
from counsellors.models import Counsellor, Thread
from jobcenter.centres.models import Centre
from jobcenter.submissions.domain import mint_form_key
from tests.factories.counsellors import CounsellorFactory
from tests.jobcenter.journeys.houses import MONDAY_AT_TEN, complete_house

NOW = MONDAY_AT_TEN
DOOR, CHAT, LEAVE = (reverse(name) for name in ("human", "reach:chat", "reach:leave"))


@pytest.fixture
def monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def house(db, monday) -> Centre:
    return complete_house(name="Havnehuset", slug="havnehuset", counsellors=0)


@pytest.fixture
def bent(house) -> Counsellor:
    return on_duty("Bent", house)


def on_duty(name: str, *houses: Centre, **fields: Any) -> Counsellor:
    """At the first of the houses."""
    counsellor = CounsellorFactory(slug=name.lower(), first_name=name, centres=houses, **fields)
    go_on_duty(counsellor=counsellor, centre=houses[0], now=NOW)
    return counsellor


def come(client: Client, **query: str):
    """The form as a browser sees it, led once round for its cookie."""
    return client.get(CHAT, query or None, follow=True)


def said(**fields: str) -> dict[str, str]:
    usual = {"words": "Hej", "nickname": "Amal", "house": "havnehuset", "language": "da"}
    return {"key": mint_form_key(form=FORM), **usual, **fields}


def start(client: Client, form: dict[str, str] | None = None, **fields: str):
    """The way of a person: the form first, which gives the browser its secret."""
    come(client)
    return client.post(CHAT, form or said(**fields))


def talk_of(answer: Any) -> Thread:
    assert answer.status_code == 303, answer.content.decode()
    return Thread.objects.get(public_id=answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def words_in(thread: Thread) -> list[str]:
    return [event.words for event in thread.events.order_by("seq") if event.words]
