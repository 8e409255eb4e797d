"""Cancelling: until the start, as often as one likes, without a reason."""

from __future__ import annotations

import pytest

from counsellors.conversations.domain.cancelling import cancel_conversation, stop_reminder
from counsellors.conversations.domain.refusals import ConversationHasBegun, ConversationHasChanged
from counsellors.models import Conversation
from jobcenter.audit.models import Change
from jobcenter.outbox.models import Notice
from tests.counsellors.conversations.story import NOW, at, everything, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(scene):
    return scene.book().conversation


def test_a_cancelled_time_is_free_for_others_at_once(scene, hers):
    cancelled = cancel_conversation(conversation=hers, now=NOW)

    assert not cancelled.was_already
    assert cancelled.conversation.status == "cancelled"
    assert cancelled.conversation.cancelled_at == NOW
    assert scene.book(email="clara@example.org").conversation.starts_at == at(9)


def test_a_second_cancel_says_so_and_changes_nothing(scene, hers):
    first = cancel_conversation(conversation=hers, now=NOW)
    before = everything()

    second = cancel_conversation(conversation=hers, now=at(8))

    assert second.was_already
    assert second.conversation.sequence == first.conversation.sequence == 1
    assert second.conversation.cancelled_at == NOW
    assert everything() == before


def test_a_conversation_that_has_begun_is_not_cancelled(scene, hers):
    with pytest.raises(ConversationHasBegun):
        cancel_conversation(conversation=hers, now=at(9))

    assert Conversation.objects.get().status == "booked"


def test_a_conversation_can_be_cancelled_until_the_minute_before(scene, hers):
    assert cancel_conversation(conversation=hers, now=at(8, 59)).conversation.sequence == 1


def test_cancelling_a_row_that_was_moved_away_from_cancels_nothing(scene, hers):
    moved = move(hers, at(11)).conversation

    with pytest.raises(ConversationHasChanged):
        cancel_conversation(conversation=hers, now=NOW)

    moved.refresh_from_db()
    assert moved.status == "booked"


def test_a_cancel_tells_the_calendar_and_takes_the_reminder_back(scene, hers):
    cancel_conversation(conversation=hers, now=NOW)

    notice = Notice.objects.get(kind="conversation_cancelled")
    assert notice.payload["method"] == "CANCEL"
    assert (notice.payload["uid"], notice.payload["sequence"]) == (hers.calendar_uid, 1)
    assert Notice.objects.get(kind="conversation_reminder").state == "withdrawn"


def test_the_change_trail_says_that_it_was_cancelled_and_no_reason(scene, hers):
    cancel_conversation(conversation=hers, now=NOW)

    change = Change.objects.get(action="conversation.cancelled")
    assert (change.subject, change.facts) == (f"conversation:{hers.public_id}", {"sequence": 1})


def test_doing_without_the_reminder_takes_it_back_once(scene, hers):
    stop_reminder(conversation=hers, now=NOW)
    stop_reminder(conversation=hers, now=NOW)

    hers.refresh_from_db()
    assert not hers.wants_reminder
    assert Notice.objects.get(kind="conversation_reminder").state == "withdrawn"
    assert Change.objects.filter(action="conversation.reminder_declined").count() == 1


def test_a_declined_reminder_stays_declined_after_a_move(scene, hers):
    stop_reminder(conversation=hers, now=NOW)
    move(hers, at(11))

    assert not Notice.objects.filter(kind="conversation_reminder", state="queued").exists()
