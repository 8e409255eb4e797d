"""One message when there is something to read, with nothing of it inside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.practice.domain.agreeing import delete_note
from jobcenter.outbox.domain import deliver_due_notices
from tests.counsellors.practice.story import AFTER, AMAL, BENT, DAY, talk_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_amal_gets_one_message_with_the_link_and_not_a_word_of_the_note(talk):
    talk.write(BENT, "Hemmelige ord om kurser")
    talk.add(BENT, "Hemmeligt skridt")

    (message,) = talk.messages()
    assert (message.channel, message.recipient) == ("mail", "amal@example.org")
    assert message.payload["link"].endswith(f"/samtale/{talk.link}/aftalt/")
    assert "emmelig" not in str(message.payload)


def test_whoever_booked_by_phone_gets_a_text(scene):
    talk = talk_of(scene, email="", phone="+4520304050")
    talk.write(BENT, "Vi ser på kurser.")

    (message,) = talk.messages()
    assert (message.channel, message.recipient) == ("sms", "+4520304050")


def test_corrections_within_an_hour_send_nothing_more_and_later_ones_do(talk):
    talk.write(BENT, "Et")
    talk.write(BENT, "To", now=AFTER + 59 * MINUTE)
    assert len(talk.messages()) == 1

    deliver_due_notices(now=AFTER + 59 * MINUTE)
    talk.write(BENT, "Tre", now=AFTER + 60 * MINUTE)
    assert len(talk.messages()) == 1
    assert len(talk.messages("sent")) == 1


def test_draft_sends_its_message_when_its_day_is_over(talk):
    talk.write(BENT, "Udkast", share=False)
    talk.write(BENT, "Bedre udkast", share=False, now=AFTER + MINUTE)

    (message,) = talk.messages()
    assert message.due_at == AFTER + DAY


def test_sharing_a_draft_takes_the_waiting_message_back_and_sends_one_now(talk):
    talk.write(BENT, "Udkast", share=False)
    talk.write(BENT, "Færdigt", now=AFTER + MINUTE)

    (message,) = talk.messages()
    assert message.due_at == AFTER + MINUTE
    assert len(talk.messages("withdrawn")) == 1


@pytest.mark.parametrize(
    "end", [lambda talk: talk.write(BENT, "", share=False), lambda talk: delete(talk)]
)
def test_draft_that_is_emptied_or_deleted_sends_nothing(talk, end):
    talk.write(BENT, "Udkast", share=False)

    end(talk)

    assert talk.messages() == []


def delete(talk) -> None:
    delete_note(conversation=talk.conversation, now=AFTER)


def test_draft_begun_again_sends_its_message_again(talk):
    talk.write(BENT, "Udkast", share=False)
    talk.write(BENT, "", share=False)
    talk.write(BENT, "Nyt udkast", share=False, now=AFTER + MINUTE)

    (message,) = talk.messages()
    assert message.due_at == AFTER + MINUTE + DAY


def test_amals_own_words_send_nothing(talk):
    talk.write(AMAL, "Mine ord")
    talk.add(AMAL, "Mit skridt")

    assert talk.messages() == []
