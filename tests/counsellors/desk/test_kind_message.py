"""Bent and Amal did not get to talk: one kind message, and nothing else is kept of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from counsellors.desk.domain.message import (
    FORM,
    AlreadyWritten,
    NobodyToWriteTo,
    ready_words,
    send_message,
)
from counsellors.desk.enums import WayOn
from counsellors.desk.forms.message import MessageForm
from counsellors.models import Conversation
from jobcenter.audit.models import Change, Reading
from jobcenter.outbox.domain import forget_old_notices
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import at, everything, set_the_scene
from tests.doors import enter_as_staff
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory
from tests.races.arena import race

from .story import at_work, book_for_somebody

LATER = at(10)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(db):
    return set_the_scene()


@pytest.fixture
def talk(scene):
    """Nine to a quarter to ten; the clock shows ten."""
    at_work(scene.bent, scene.centre)
    with time_machine.travel(LATER, tick=False):
        yield ConversationFactory(
            counsellor=scene.bent, centre=scene.centre, topic=scene.topic,
            starts_at=at(9), ends_at=at(9, 45),
        )  # fmt: skip


def send(conversation, *, words="Hej Amal.\nDu er velkommen.", way_on=WayOn.NEW_TIME, key=""):
    send_message(
        conversation=conversation,
        words=words,
        way_on=way_on,
        form_key=key or mint_form_key(form=FORM),
        by=conversation.counsellor.user,
        now=LATER,
    )


def row_of(conversation) -> dict:
    return Conversation.objects.values().get(pk=conversation.pk)


def test_message_leaves_one_letter_one_neutral_line_and_nothing_on_the_conversation(talk):
    before, rows = row_of(talk), everything()

    send(talk)

    assert row_of(talk) == before
    new = everything() - rows
    assert new == {"submissions.Submission": 1, "audit.Change": 1, "outbox.Notice": 1}
    change = Change.objects.get()
    assert (change.action, change.actor_kind, change.facts) == ("message.sent", "staff", {})


@pytest.mark.parametrize(
    ("way_on", "link", "number"),
    [(WayOn.NEW_TIME, True, False), (WayOn.PHONE, False, True), (WayOn.NOTHING, False, False)],
)
def test_letter_holds_the_words_as_they_were_written_and_a_way_on(talk, way_on, link, number):
    talk.counsellor.phone = "+4520304050"
    send(talk, words="Kære Amal <3\nSes vi?", way_on=way_on)

    mail = compose_mail(Notice.objects.get())
    html = str(mail.alternatives[0][0])
    assert "Kære Amal <3\nSes vi?" in mail.body
    assert "Kære Amal &lt;3" in html
    for text in (mail.body, html):
        assert (f"/book/?vejleder={talk.counsellor.slug}" in text) == link
        assert ("20 30 40 50" in text) == number


def test_text_message_is_one_line(talk):
    Conversation.objects.filter(pk=talk.pk).update(email="", phone="+4520111111")
    talk.refresh_from_db()
    send(talk)

    text = compose_sms(Notice.objects.get())
    assert "Hej Amal. Du er velkommen." in text
    assert "\n" not in text


@pytest.mark.parametrize(("language", "said"), [("da", "helt i orden"), ("en", "quite all right")])
def test_ready_text_is_in_the_language_the_citizen_reads(talk, language, said):
    talk.page_language = language

    assert said in ready_words(talk)


def test_same_form_again_sends_nothing_and_another_one_is_told(talk):
    key = mint_form_key(form=FORM)
    send(talk, key=key)
    send(talk, key=key)

    with pytest.raises(AlreadyWritten):
        send(talk, words="Og en ting til.")
    assert Notice.objects.count() == 1


@pytest.mark.race
def test_twenty_tabs_at_once_send_one_message(talk):
    result = race(lambda _turn: [lambda n=n: send(talk, words=f"Hej {n}") for n in range(20)])

    assert Notice.objects.filter(kind="conversation_message").count() == 1
    assert Change.objects.filter(action="message.sent").count() == 1
    assert result.errors == {"AlreadyWritten": 19}


def test_somebody_who_left_nothing_is_not_written_to(talk):
    Conversation.objects.filter(pk=talk.pk).update(email="")
    talk.refresh_from_db()

    with pytest.raises(NobodyToWriteTo):
        send(talk)
    assert not Notice.objects.exists()


def page_of(conversation) -> str:
    return reverse("desk:missed", args=[conversation.public_id])


def key_on(response) -> str:
    return re.search(r'name="key" value="([^"]+)"', response.content.decode())[1]


def test_page_brings_the_ready_text_sends_it_once_and_says_so(talk, client):
    enter_as_staff(client, talk.counsellor.user)
    page = client.get(page_of(talk))
    assert "helt i orden" in page.content.decode()
    form = {"key": key_on(page), "words": "Hej Amal.", "way_on": "nothing"}

    assert client.post(page_of(talk), form).status_code == 303
    after = client.get(page_of(talk)).content.decode()
    assert "<textarea" not in after
    second_tab = client.post(page_of(talk), {**form, "key": mint_form_key(form=FORM)})
    assert second_tab.status_code == 422
    assert Notice.objects.count() == 1


def test_page_stands_in_the_read_log_with_what_it_shows(talk, client):
    enter_as_staff(client, talk.counsellor.user)
    client.get(page_of(talk))

    reading = Reading.objects.get()
    assert (reading.citizen, reading.why) == (talk.citizen.public_id, "today")
    assert set(reading.kinds) == {"name", "time", "contact"}


@pytest.mark.parametrize("words", ["", " \u200b ", "x" * 601, "cpr 010185-1234"])
def test_words_that_cannot_be_sent_are_kept_on_the_page(talk, client, words):
    enter_as_staff(client, talk.counsellor.user)
    form = {"key": key_on(client.get(page_of(talk))), "words": words, "way_on": "phone"}

    response = client.post(page_of(talk), form)
    assert response.status_code == 422
    assert words.strip() in response.content.decode()
    assert not Notice.objects.exists()


def test_page_is_for_the_counsellors_own_that_has_begun_and_is_kept(scene, talk, client):
    ahead = ConversationFactory(
        counsellor=scene.bent, centre=scene.centre, topic=scene.topic,
        starts_at=at(11), ends_at=at(12), citizen=CitizenFactory(),
    )  # fmt: skip
    dorte = at_work(scene.colleague(slug="dorte"), scene.centre)
    enter_as_staff(client, dorte.user)
    own = Client()
    enter_as_staff(own, scene.bent.user)

    assert client.get(page_of(talk)).status_code == 404
    assert own.get(page_of(ahead)).status_code == 404
    assert own.get(page_of(talk)).status_code == 200
    with time_machine.travel(LATER + timedelta(days=31), tick=False):
        enter_as_staff(own, scene.bent.user)
        assert own.get(page_of(talk)).status_code == 404


def test_second_message_cannot_be_written_once_the_first_is_forgotten(talk, client):
    """The first was sent as the conversation began; its notice goes thirty days later."""
    with time_machine.travel(at(9), tick=False):
        send(talk)
    the_first = Notice.objects.filter(kind="conversation_message")
    the_first.update(created_at=at(9), sent_at=at(9), state="sent", payload={})
    month_later = at(9) + timedelta(days=30)

    for now, is_kept in ((month_later, True), (month_later + timedelta(minutes=1), False)):
        forget_old_notices(now=now)
        assert the_first.exists() == is_kept
        with time_machine.travel(now, tick=False):
            enter_as_staff(client, talk.counsellor.user)
            assert client.get(page_of(talk)).status_code == 404


def test_talking_by_phone_is_not_offered_without_a_number_to_call(scene):
    conversation = book_for_somebody(scene).conversation
    conversation.counsellor.phone = conversation.centre.phone = ""
    without = MessageForm(conversation=conversation)
    conversation.centre.phone = "+4570203040"
    with_one = MessageForm(conversation=conversation)

    assert "phone" not in dict(without.fields["way_on"].choices)
    assert "phone" in dict(with_one.fields["way_on"].choices)
