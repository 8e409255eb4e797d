"""What the tables of the shared notes refuse, whoever writes and however."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.models import AgreedStep, NotePart, SharedNote
from tests.counsellors.practice.story import AFTER, BENT
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(talk) -> SharedNote:
    return SharedNote.objects.create(conversation=talk.conversation)


def test_draft_is_kept_back_for_a_day_and_not_a_second_longer(note):
    rows = SharedNote.objects.filter(pk=note.pk)
    day = timedelta(hours=24)

    rows.update(drafted_at=AFTER, visible_at=AFTER + day)
    for wrong in (AFTER + day + timedelta(seconds=1), AFTER - timedelta(seconds=1), None):
        with refused_by("a_draft_is_kept_back_for_a_day_at_most"):
            rows.update(drafted_at=AFTER, visible_at=wrong)


@pytest.mark.parametrize("column", ["counsellor_agreed_to", "citizen_agreed_to"])
def test_nobody_says_yes_to_a_version_that_is_not_there(note, column):
    with refused_by("nobody_agrees_to_words_still_to_come"):
        SharedNote.objects.filter(pk=note.pk).update(version=2, **{column: 3})


def test_each_of_the_two_has_one_part(note):
    NotePart.objects.create(note=note, author=BENT)

    with refused_by("one_part_of_a_note_each"):
        NotePart.objects.create(note=note, author=BENT)


def test_nobody_else_writes_in_it(note):
    with refused_by("a_note_is_written_by_the_two_who_met"):
        NotePart.objects.create(note=note, author="leader")
    with refused_by("a_step_is_written_by_those_who_met"):
        AgreedStep.objects.create(note=note, made_by="leader", what="Ring")


def test_step_is_taken_by_the_two_who_met_and_by_the_professional_when_nobody_says(note):
    step = AgreedStep.objects.create(note=note, made_by=BENT, what="Ring")

    assert step.by_whom == "counsellor"
    with refused_by("a_step_is_taken_by_those_who_met"):
        AgreedStep.objects.create(note=note, made_by=BENT, what="Ring", by_whom="leader")


def test_step_says_what(note):
    with refused_by("a_step_says_what_is_to_be_done"):
        AgreedStep.objects.create(note=note, made_by=BENT, what="")


def test_counsellor_is_told_only_of_a_reply_that_waits(note):
    rows = SharedNote.objects.filter(pk=note.pk)

    rows.update(reply_waits_since=AFTER, counsellor_told_at=AFTER)
    with refused_by("a_counsellor_is_told_of_replies_that_wait"):
        rows.update(reply_waits_since=None)
