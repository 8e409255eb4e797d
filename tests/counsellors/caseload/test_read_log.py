"""Who is on my list, and whom I looked for, stands in the read log."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from counsellors.models import Responsibility
from jobcenter.audit.models import Reading
from tests.counsellors.conversations.story import NOW
from tests.counsellors.responsibility.story import choose, staff_user
from tests.doors import enter_as_staff

pytestmark = pytest.mark.django_db

LIST = "/vejleder/mennesker/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(scene, bent) -> Client:
    client = Client()
    enter_as_staff(client, staff_user(bent, scene.centre))
    return client


@pytest.fixture
def person(amal, bent) -> Responsibility:
    return choose(amal, bent).responsibility


def the_reading() -> Reading:
    return Reading.objects.get()


def test_list_is_written_down_with_the_relation_as_its_reason(desk, scene, bent, person):
    desk.get(LIST)

    one = the_reading()
    assert (one.citizen, one.reader_name) == (person.citizen.public_id, bent.name)
    assert (one.way, one.why, one.centre_id) == ("list", "own", scene.centre.pk)


def test_search_is_written_down_with_its_words(desk, person):
    desk.get(LIST, {"q": "ama"})

    assert (the_reading().way, the_reading().searched_for) == ("search", "ama")


def test_search_that_finds_nobody_is_written_down_too(desk, person):
    desk.get(LIST, {"q": "Zenobia"})

    assert (the_reading().citizen, the_reading().searched_for) == ("", "Zenobia")


def test_handover_page_is_a_look_at_the_person(desk, person):
    desk.get(f"{LIST}{person.public_id}/overlever/")

    assert (the_reading().citizen, the_reading().way) == (person.citizen.public_id, "page")


def test_offer_page_is_a_look_at_the_person(desk, scene):
    talk = scene.book().conversation

    desk.get(f"/vejleder/samtaler/{talk.public_id}/tilbyd/")

    assert (the_reading().citizen, the_reading().kinds) == (talk.citizen.public_id, ["name"])
