"""The night of the retention date takes conversation and note together."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from counsellors.models import AgreedStep, Conversation, NotePart, PastWords, SharedNote
from counsellors.practice.tasks import forget_what_is_past
from jobcenter.celery import app
from tests.counsellors.conversations.story import at
from tests.counsellors.practice.story import AMAL, BENT, DAY, talk_of

pytestmark = pytest.mark.django_db
DUE = at(9, 45) + 30 * DAY


@pytest.fixture
def written(talk):
    talk.write(BENT, "Et")
    talk.write(BENT, "To")
    talk.write(AMAL, "Tre")
    talk.add(AMAL, "Et skridt")
    return talk


@pytest.mark.parametrize(("moment", "left"), [(DUE - timedelta(seconds=1), 1), (DUE, 0)])
def test_note_goes_with_its_conversation_and_not_a_second_earlier(written, moment, left):
    with time_machine.travel(moment, tick=False):
        forget_what_is_past()
        forget_what_is_past()

    assert SharedNote.objects.count() == left
    for model in (NotePart, PastWords, AgreedStep):
        assert bool(model.objects.count()) == bool(left)
    assert Conversation.objects.filter(erased_at=None).count() == left


def test_note_of_a_later_conversation_stays(written, scene):
    later = talk_of(scene, start=at(11, weeks=2))
    later.write(BENT, "Nyt", now=at(12, weeks=2))

    with time_machine.travel(DUE, tick=False):
        forget_what_is_past()

    assert SharedNote.objects.get().conversation == later.conversation


def test_night_job_is_the_one_that_runs():
    tasks = [entry["task"] for entry in app.conf.beat_schedule.values()]

    assert forget_what_is_past.name in tasks
