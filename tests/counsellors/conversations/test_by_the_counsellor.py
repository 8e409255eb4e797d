"""What a counsellor changes: the person is told once, kindly, and never finds it out alone."""

from __future__ import annotations

import pytest

from counsellors.availability.enums import Mode
from counsellors.conversations.domain.cancelling import call_off_conversation, cancel_conversation
from counsellors.conversations.domain.meeting_otherwise import meet_otherwise
from counsellors.conversations.domain.refusals import (
    ConversationHasBegun,
    ConversationHasChanged,
    ConversationIsCancelled,
    NoRoomFree,
    PersonCannotThen,
    RoomJustTaken,
)
from counsellors.models import RoomHold
from jobcenter.audit.models import Change
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, at, everything, move, set_the_scene
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(scene):
    return scene.book().conversation


@pytest.fixture
def bent(db):
    return UserFactory()


def otherwise(conversation, mode=Mode.VIDEO, *, now=NOW, seen=None):
    return meet_otherwise(
        conversation=conversation,
        mode=mode,
        seen=conversation.sequence if seen is None else seen,
        now=now,
        by=UserFactory(),
    )


def letters(kind):
    return list(Notice.objects.filter(kind=kind).exclude(state="withdrawn").order_by("pk"))


def test_called_off_conversation_sends_one_letter_with_words_and_other_times(hers, bent):
    call_off_conversation(conversation=hers, words="Jeg er ked af det.", now=NOW, by=bent)

    hers.refresh_from_db()
    assert hers.status == "cancelled"
    [letter] = letters("conversation_called_off")
    assert not letters("conversation_cancelled")
    assert not letters("conversation_reminder")
    mail = compose_mail(letter)
    for said in ("Jeg er ked af det.", "kl. 9.45", "/book/tid/?emne=job", "vejleder=bent"):
        assert said in mail.body, said
        assert said.replace("&", "&amp;") in mail.alternatives[0][0], said
    assert "METHOD:CANCEL" in str(mail.alternatives[1][0])


def test_time_that_was_called_off_is_not_among_those_proposed(hers, bent):
    call_off_conversation(conversation=hers, words="", now=NOW, by=bent)

    [letter] = letters("conversation_called_off")
    choices = [letter.payload[f"choice_{n}"] for n in (1, 2, 3)]
    assert all("kl. 9.00" not in choice for choice in choices)


def test_person_without_mail_gets_it_as_one_message(scene, bent):
    hers = scene.book(email="", phone="+4520304050").conversation
    call_off_conversation(conversation=hers, words="Vi ses en anden dag.", now=NOW, by=bent)

    [letter] = letters("conversation_called_off")
    assert "Vi ses en anden dag." in compose_sms(letter)


def test_calling_off_twice_writes_once(hers, bent):
    call_off_conversation(conversation=hers, words="", now=NOW, by=bent)
    before = everything()
    again = call_off_conversation(conversation=hers, words="", now=NOW, by=bent)

    assert again.was_already
    assert everything() == before


def test_what_has_begun_is_not_called_off(hers, bent):
    with pytest.raises(ConversationHasBegun):
        call_off_conversation(conversation=hers, words="", now=at(9), by=bent)
    assert not letters("conversation_called_off")


def test_trail_says_that_staff_did_it(hers, bent):
    call_off_conversation(conversation=hers, words="Hemmeligt", now=NOW, by=bent)

    change = Change.objects.get(action="conversation.cancelled")
    assert (change.actor_id, change.actor_kind) == (bent.pk, "staff")
    assert "Hemmeligt" not in str(change.facts)


def test_move_by_the_counsellor_tells_once_and_is_recorded_as_staff(hers, bent):
    moved = move(hers, at(11), user=bent, by_staff=True).conversation

    [letter] = letters("conversation_moved")
    assert letter.payload["starts_at"] == moved.starts_at.isoformat()
    assert Change.objects.get(action="conversation.moved").actor_kind == "staff"


def test_counsellor_does_not_learn_what_the_person_has_elsewhere(scene, hers, bent):
    scene.book(counsellor=scene.colleague().slug, start=at(11))

    with pytest.raises(PersonCannotThen) as refused:
        move(hers, at(11), user=bent, by_staff=True)
    assert "samtale" not in str(refused.value)


def test_way_to_meet_changes_and_the_person_is_told_once(hers):
    changed = otherwise(hers).conversation

    assert (changed.mode, changed.room, changed.starts_at) == ("video", None, hers.starts_at)
    assert changed.sequence == hers.sequence + 1
    [letter] = letters("conversation_moved")
    assert "previous_starts_at" not in letter.payload
    assert "video" in compose_mail(letter).body
    [reminder] = letters("conversation_reminder")
    assert reminder.payload["mode"] == "video"


def test_room_is_found_and_set_free_again(scene, hers):
    there = otherwise(hers, Mode.IN_PERSON).conversation
    assert there.room is not None

    walking = otherwise(there, Mode.WALK).conversation
    assert (walking.mode, walking.room) == ("walk", None)


def test_without_a_free_room_it_stays_as_it_is(scene, hers):
    scene.book(counsellor=scene.colleague().slug, mode="in_person", email="clara@example.org")
    before = everything()

    with pytest.raises(NoRoomFree):
        otherwise(hers, Mode.IN_PERSON)
    assert everything() == before


def test_room_that_the_person_cannot_use_is_not_taken():
    scene = set_the_scene(rooms=1)
    hers = scene.book(needs=("quiet_room",)).conversation

    with pytest.raises(NoRoomFree):
        otherwise(hers, Mode.IN_PERSON)


def test_same_way_again_says_so_and_sends_nothing(hers):
    otherwise(hers)
    before = everything()
    again = otherwise(hers)

    assert again.was_already
    assert everything() == before


def test_later_change_in_another_window_wins(hers):
    otherwise(hers)

    with pytest.raises(ConversationHasChanged):
        otherwise(hers, Mode.WALK, seen=0)


def test_way_of_what_is_over_moved_or_cancelled_does_not_change(scene, hers):
    with pytest.raises(ConversationHasBegun):
        otherwise(hers, now=at(9))
    move(hers, at(11))
    with pytest.raises(ConversationHasChanged):
        otherwise(hers)
    other = scene.book(start=at(13), email="clara@example.org").conversation
    cancel_conversation(conversation=other, now=NOW)
    with pytest.raises(ConversationIsCancelled):
        otherwise(other)


def test_room_that_is_reserved_in_the_same_moment_is_a_refusal_and_no_breakdown(
    scene, hers, monkeypatch
):
    """The trigger speaks when the reservation lands between our look and our write."""
    room = scene.centre.rooms.get()
    RoomHold.objects.create(
        room=room, kind="out_of_use", during=period(at(8), at(12)), what_for="", made_at=NOW
    )
    monkeypatch.setattr(
        "counsellors.conversations.domain.meeting_otherwise._room_for", lambda _row: room
    )

    with pytest.raises(RoomJustTaken):
        otherwise(hers, Mode.IN_PERSON)
