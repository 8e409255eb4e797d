"""Chats and calls beside the people: who waits for me in one, and when we last had contact."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.models import CallBack, Thread
from tests.counsellors.caseload.test_people import LIST, clock, desk, people, rows_of, shown, talk
from tests.counsellors.conversations.story import NOW, at

__all__ = ["clock", "desk"]
pytestmark = pytest.mark.django_db


def test_call_and_talk_asked_of_me_by_name_wait_for_me(desk, scene, bent, dorte):
    amal, bo, clara, ditte = people(bent, "Amal", "Bo", "Clara", "Ditte")
    asked = Thread.objects.create(centre=scene.centre, citizen=bo.citizen, first_asked=bent)
    for slot, (person, of_whom) in enumerate(((amal, bent), (clara, dorte)), start=1):
        thread = Thread.objects.create(centre=scene.centre, citizen=person.citizen)
        CallBack.objects.create(
            thread=thread, centre=scene.centre, counsellor=of_whom, phone="+4520212223",
            during=(NOW, at(9)), slot=slot, chosen_at=NOW, until=at(9),
        )  # fmt: skip
    Thread.objects.create(centre=scene.centre, citizen=ditte.citizen, first_asked=dorte)

    assert shown(desk, venter="on") == ["Amal", "Bo"]
    html = desk.get(LIST, {"venter": "on"}).content.decode()
    assert html.index("vil gerne ringes op af dig") < html.index("har spurgt efter dig i en chat")
    Thread.objects.filter(pk=asked.pk).update(counsellor=bent)
    CallBack.objects.update(state="over", phone="", counsellor=None, during=None, slot=None)
    assert shown(desk, venter="on") == []


def test_chat_with_me_counts_as_contact_and_one_with_a_colleague_does_not(desk, scene, bent, dorte):
    amal, bo, clara = people(bent, "Amal", "Bo", "Clara")
    day = timedelta(days=1)
    talk(scene, amal, NOW - 20 * day)
    for person, whose, days in ((amal, bent, 3), (bo, bent, 10), (clara, dorte, 1)):
        Thread.objects.create(
            centre=scene.centre, citizen=person.citizen, counsellor=whose,
            last_event_at=NOW - days * day,
        )  # fmt: skip

    assert shown(desk, sidst="uge") == ["Amal"]
    assert shown(desk, sidst="maaned") == ["Amal", "Bo"]
    assert shown(desk, sidst="laengere") == ["Clara"]
    rows = rows_of(desk)
    assert rows["Amal"].talked_last
    assert rows["Clara"].last_talk_at is None
    assert "I en chat eller et opkald" in desk.get(LIST).content.decode()
