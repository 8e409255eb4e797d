"""Somebody stands in the house: it begins this minute, and ends before the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.conversations.domain.booking import FORM
from counsellors.conversations.domain.here_and_now import calendar_now
from counsellors.conversations.domain.refusals import (
    AlreadyTalking,
    NextOneIsComing,
    NoRoomFree,
    TheyHaveAConversationThen,
)
from counsellors.models import Conversation
from jobcenter.shared.periods import period
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import at, everything
from tests.factories.counsellors import ConversationFactory
from tests.races.lock_order import one_lock_order

from .story import at_work, walk_in

pytestmark = pytest.mark.django_db
SUNDAY_NIGHT = at(3)


def other(scene, start, end, **fields):
    """A conversation of Bent's with somebody else."""
    told = {"counsellor": scene.bent, "centre": scene.centre, "topic": scene.topic, **fields}
    return ConversationFactory(starts_at=start, ends_at=end, **told)


def test_conversation_begins_on_the_minute_in_a_free_room(scene):
    conversation = walk_in(scene, now=at(10, 5) + timedelta(seconds=42)).conversation

    assert conversation.starts_at == at(10, 5)
    assert conversation.ends_at == at(10, 5) + timedelta(minutes=scene.topic.minutes)
    assert conversation.room.centre == scene.centre
    assert conversation.mode == "in_person"
    assert conversation.has_begun(at(10, 6))


def test_open_door_asks_for_no_hours_and_no_notice(scene):
    assert walk_in(scene, now=SUNDAY_NIGHT).conversation.starts_at == SUNDAY_NIGHT


def test_next_conversation_and_its_preparation_limit_the_length(scene):
    other(scene, at(10, 30), at(11), occupies=period(at(10, 25), at(11)))

    assert calendar_now(scene.bent, now=at(10)) == (None, at(10, 25))
    assert walk_in(scene, now=at(10)).conversation.ends_at == at(10, 25)


def test_counsellor_in_a_conversation_is_not_in_two(scene):
    other(scene, at(10), at(11))
    before = everything()

    with pytest.raises(AlreadyTalking, match=r"11[.:]00"):
        walk_in(scene, now=at(10, 30))
    assert everything() == before


def test_a_greeting_before_the_next_one_is_no_conversation(scene):
    other(scene, at(10, 30), at(11))

    with pytest.raises(NextOneIsComing, match=r"10[.:]30"):
        walk_in(scene, now=at(10, 26))
    assert walk_in(scene, now=at(10, 25)).conversation.ends_at == at(10, 30)


def test_counsellor_gives_the_pause_after_the_last_one_and_no_more(scene):
    last = other(scene, at(9), at(10), occupies=period(at(8, 50), at(10, 20)))

    walk_in(scene, now=at(10, 5))

    last.refresh_from_db()
    assert (last.occupies.lower, last.occupies.upper) == (at(8, 50), at(10, 5))
    assert (last.starts_at, last.ends_at) == (at(9), at(10))


def test_full_house_is_told_and_leaves_nothing(scene):
    dorte = scene.colleague(slug="dorte")
    other(scene, at(10), at(11), counsellor=dorte, mode="in_person", room=scene.centre.rooms.get())
    before = Conversation.objects.count()

    with pytest.raises(NoRoomFree):
        walk_in(scene, now=at(10, 30))
    assert Conversation.objects.count() == before


def test_one_person_is_not_in_two_places(scene):
    dorte = scene.colleague(slug="dorte")
    talk = other(scene, at(10), at(11), counsellor=dorte)

    with pytest.raises(TheyHaveAConversationThen):
        walk_in(scene, now=at(10, 30), email=talk.email)


def test_open_door_takes_its_locks_in_the_order_of_the_house(scene):
    other(scene, at(9), at(10), occupies=period(at(9), at(10, 20)))
    at_work(scene.bent, scene.centre)

    with one_lock_order() as locks:
        walk_in(scene, now=at(10, 5))

    assert locks.taken == [
        "submissions_submission",
        "counsellors_counsellor",
        "citizens_citizen",
        "centres_room",
        "counsellors_conversation",
        "counsellors_conversation",
        "limits_allowance",
        "audit_change",
    ]


def test_second_click_a_minute_later_is_the_same_conversation(scene):
    key = mint_form_key(form=FORM)

    first = walk_in(scene, now=at(10), form_key=key)
    second = walk_in(scene, now=at(10, 1), form_key=key)

    assert second.was_repeated
    assert second.conversation == first.conversation
