"""The page somebody gets who was refused a time: everything kept, three others, and cheap."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from counsellors.models import Conversation
from tests.counsellors.conversations.story import NOW
from tests.counsellors.conversations.test_pages import check_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def ready_to_book(scene, name: str, **person: str) -> tuple[Client, str, dict[str, str]]:
    browser = Client()
    address, form = check_form(browser, scene, name=name, email=f"{name}@example.org", **person)
    return browser, address, form


@pytest.fixture
def bent_is_taken(scene):
    """A function: Clara comes first, whoever else is on the check page by then."""

    def take() -> None:
        browser, address, form = ready_to_book(scene, "Clara")
        assert browser.post(address, form).status_code == 303

    return take


def test_refused_time_keeps_every_answer(scene, bent_is_taken):
    browser, address, form = ready_to_book(
        scene, "Amal", agenda="Arbejde og børn", needs="interpreter", interpreter_language="Farsi"
    )
    bent_is_taken()

    response = browser.post(address, form)

    html = response.content.decode()
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html))
    assert response.status_code == 422
    assert form.keys() == kept.keys()
    assert {name for name in form if form[name] != kept[name]} == {"key", "csrfmiddlewaretoken"}


def test_each_of_the_three_others_can_be_booked_with_the_same_answers(scene, bent_is_taken):
    browser, address, form = ready_to_book(scene, "Amal")
    bent_is_taken()
    html = browser.post(address, form).content.decode()

    errors = html.split('id="errors"')[1].split("</ul>")[0]
    others = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', errors)]

    assert len(others) == 3
    fresh = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html))
    assert browser.post(others[0], fresh).status_code == 303
    assert Conversation.objects.booked().count() == 2


def test_a_crowd_that_is_refused_costs_three_queries_each(
    scene, bent_is_taken, django_assert_num_queries
):
    first, *others = [ready_to_book(scene, f"Guest{number}") for number in range(3)]
    bent_is_taken()
    browser, address, form = first
    assert browser.post(address, form).status_code == 422

    for browser, address, form in others:
        # The test's own transaction frames them with three savepoint statements.
        with django_assert_num_queries(3 + 3):
            assert browser.post(address, form).status_code == 422
