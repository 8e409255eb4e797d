"""A counsellor who does not look for a day gets one mail that says nothing about anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from counsellors.practice.domain.reminding import tell_of_waiting_replies
from counsellors.practice.domain.waiting import replies_are_seen
from counsellors.practice.tasks import tell_counsellors_of_replies
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from tests.counsellors.conversations.story import at
from tests.counsellors.practice.story import AFTER, AMAL, BENT, DAY, talk_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bents_mail(scene):
    scene.bent.user = UserFactory(email="bent@example.org")
    scene.bent.save(update_fields=["user"])
    return Notice.objects.filter(kind="replies_wait", recipient="bent@example.org")


def answered(talk, now=AFTER):
    talk.write(BENT, "Vi ser på kurser.", now=now)
    talk.write(AMAL, "Jeg vil hellere arbejde.", now=now)


def test_mail_comes_after_a_day_and_not_a_second_earlier(talk, bents_mail):
    answered(talk)

    assert tell_of_waiting_replies(now=AFTER + DAY - timedelta(seconds=1)) == 0
    assert tell_of_waiting_replies(now=AFTER + DAY) == 1
    assert bents_mail.count() == 1


def test_mail_names_nobody_and_holds_no_words(talk, bents_mail):
    answered(talk)
    tell_of_waiting_replies(now=AFTER + DAY)

    notice = bents_mail.get()
    body = compose_mail(notice).body
    assert "Amal" not in body
    assert "arbejde" not in body
    assert "/vejleder/dag/" in body
    assert set(notice.payload) == {"name", "link"}


def test_several_replies_are_one_mail_and_each_is_told_of_once(talk, scene, bents_mail):
    answered(talk)
    another = talk_of(scene, start=at(11), email="clara@example.org")
    answered(another, now=at(12))

    assert tell_of_waiting_replies(now=at(12) + DAY) == 1
    assert tell_of_waiting_replies(now=at(12) + 2 * DAY) == 0
    assert bents_mail.count() == 1


def test_reply_that_was_looked_at_sends_nothing_and_the_next_one_is_told_of(talk, bents_mail):
    answered(talk)
    replies_are_seen(conversation=talk.conversation, version=talk.note.version)
    assert tell_of_waiting_replies(now=AFTER + DAY) == 0

    talk.write(AMAL, "Og en ting til.", now=AFTER + DAY)
    assert tell_of_waiting_replies(now=AFTER + 2 * DAY) == 1


def test_bents_own_words_never_wait_for_him(talk, bents_mail):
    talk.write(BENT, "Vi ser på kurser.")
    talk.write(BENT, "Vi ser på flere kurser.")

    assert tell_of_waiting_replies(now=AFTER + 5 * DAY) == 0


def test_clockwork_runs_it(talk, bents_mail):
    answered(talk)

    with time_machine.travel(AFTER + DAY, tick=False):
        tell_counsellors_of_replies()
    assert bents_mail.count() == 1
