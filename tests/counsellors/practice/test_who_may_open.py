"""Who may open the page of a shared note, behind each of its three doors."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.practice.views.visits import ACTS, CITIZENS_ACTS
from tests.counsellors.conversations.story import NOW, at, everything
from tests.counsellors.practice.doors import at_work, by_link, of_mine, work_of
from tests.counsellors.practice.story import AFTER, BENT, DAY
from tests.doors import enter_as_staff, log_in

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
END = at(9, 45)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller, translation.override("da"):
        yield traveller


def every_way_in(client: Client, talk, door) -> set[int]:
    acts = ACTS if door is at_work else CITIZENS_ACTS
    pages = {"note", "delete"} & set(acts)
    answers = {client.get(door(talk, act)).status_code for act in pages}
    return answers | {
        client.post(door(talk, act), {"hidden": "1", "version": "1"}).status_code
        for act in acts
        if act != "note"
    }


def test_nobody_else_gets_in_and_nothing_is_changed(after, scene, bent):
    after.write(BENT, "Hemmelige ord")
    clara, dorte = Client(), work_of(scene, scene.colleague(first_name="Dorte"))
    log_in(clara, "clara@example.org")
    before = everything()

    assert every_way_in(clara, after, of_mine) == {404}
    assert every_way_in(dorte, after, at_work) == {404}
    assert every_way_in(clara, after, at_work) == {404}
    assert everything() == before
    assert not after.note.is_hidden


def test_foreign_and_missing_look_the_same(after, scene, bent):
    after.write(BENT, "Hemmelige ord")
    clara, dorte = Client(), work_of(scene, scene.colleague(first_name="Dorte"))
    log_in(clara, "clara@example.org")

    for client, door in ((clara, "of_mine"), (dorte, "at_work")):
        pages = [
            client.get(reverse(f"practice:note_{door}", args=[public_id]))
            for public_id in (after.conversation.public_id, "A" * 22)
        ]
        assert {page.status_code for page in pages} == {404}
        foreign, missing = (re.sub(r'"/[^"]*"', "", page.content.decode()) for page in pages)
        assert foreign == missing


def test_bent_can_neither_hide_nor_delete_what_is_amals(after, bent):
    after.write(BENT, "Vi ser på kurser.")

    for act in ("senere-vejledere/", "slet/"):
        assert bent.post(at_work(after) + act, {"hidden": "1"}).status_code == 404
    assert not after.note.is_hidden
    assert after.note.deleted_at is None


def test_visitor_is_asked_to_log_in(after):
    for door in (of_mine, at_work):
        answer = Client().get(door(after))
        assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("wrong", ["x", "A" * 43])
def test_wrong_link_opens_nothing(after, wrong):
    assert Client().get(reverse("practice:note_by_link", args=[wrong])).status_code == 404


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (at(9) - SECOND, 404),
        (at(9), 200),
        (END, 200),
        (END + 30 * DAY - SECOND, 200),
        (END + 30 * DAY, 404),
    ],
)
def test_link_opens_the_note_from_the_beginning_until_the_retention_date(
    clock, talk, moment, status
):
    clock.move_to(moment)

    assert Client().get(by_link(talk)).status_code == status


def test_link_in_old_mails_leads_to_the_note_and_moves_and_cancels_nothing(after, amal):
    manage = reverse("conversations:manage", args=[after.link])
    assert urlsplit(amal.get(manage)["Location"]).path == by_link(after)

    for name in ("receipt", "move", "cancel", "invitation"):
        address = reverse(f"conversations:{name}", args=[after.link])
        assert amal.get(address).status_code == 404
    before = everything()
    for name in ("move", "cancel"):
        assert amal.post(reverse(f"conversations:{name}", args=[after.link])).status_code == 404
    assert everything() == before


def test_cancelled_conversation_has_no_note(clock, talk):
    cancel_conversation(conversation=talk.conversation, now=NOW)
    bent = work_of(talk.scene, talk.scene.bent)
    clock.move_to(AFTER)
    enter_as_staff(bent, talk.scene.bent.user)

    assert Client().get(by_link(talk)).status_code == 404
    assert bent.get(at_work(talk)).status_code == 404
