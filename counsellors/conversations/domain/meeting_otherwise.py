"""Meeting in another way at the same time: in person, by phone, by video, on a walk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from counsellors.availability.domain.tables import read_rooms
from counsellors.availability.enums import Mode
from counsellors.conversations.enums import Status
from counsellors.conversations.models import Conversation
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Room
from jobcenter.shared.transactions import in_one_transaction

from .locking import lock_a_room
from .notices import tell_moved
from .refusals import (
    ConversationHasBegun,
    ConversationHasChanged,
    ConversationIsCancelled,
    NoRoomFree,
    RoomJustTaken,
)

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


@dataclass(frozen=True, slots=True)
class MetOtherwise:
    conversation: Conversation
    was_already: bool


def meet_otherwise(
    *, conversation: Conversation, mode: Mode, seen: int, now: datetime, by: User
) -> MetOtherwise:
    """Change the way to meet until the start; a room is found or set free, and the person is told.

    `seen` is the `sequence` on the page of whoever asks: after any later change the answer is
    ConversationHasChanged. The same change again sends nothing and says `was_already`. Raises
    NoRoomFree, ConversationHasBegun and ConversationIsCancelled, too.

    Not `move_conversation` to the same minute: the two are agreed on the time already, so neither
    the hours nor the notice of the house stand in the way of a phone call instead of a visit.
    """
    return in_one_transaction(
        lambda: _change(conversation, mode, seen=seen, now=now, by=by),
        one_conversation_at_a_time_per_room=RoomJustTaken,
        a_room_is_not_booked_while_it_is_held=RoomJustTaken,
    )


def _change(
    conversation: Conversation, mode: Mode, *, seen: int, now: datetime, by: User
) -> MetOtherwise:
    current = Conversation.objects.with_people_and_place().get(pk=conversation.pk)
    _must_stand(current, now=now)
    if current.mode == mode:
        return MetOtherwise(current, was_already=True)
    room = _room_for(current) if mode == Mode.IN_PERSON else None
    is_ours = (
        Conversation.objects.upcoming(now)
        .filter(pk=current.pk, sequence=seen)
        .update(mode=mode, room=room, sequence=F("sequence") + 1)
    )
    if not is_ours:
        raise ConversationHasChanged
    changed = Conversation.objects.with_people_and_place().get(pk=current.pk)
    record_change(
        "conversation.mode_changed",
        subject=f"conversation:{changed.public_id}",
        actor=by,
        actor_kind=Change.ActorKind.STAFF,
        facts={"mode": changed.mode, "sequence": changed.sequence},
    )
    tell_moved(changed, now=now)
    return MetOtherwise(changed, was_already=False)


def _must_stand(current: Conversation, *, now: datetime) -> None:
    if current.is_upcoming(now):
        return
    if current.status == Status.BOOKED:
        raise ConversationHasBegun
    raise ConversationHasChanged if current.erased_at else ConversationIsCancelled


def _room_for(conversation: Conversation) -> Room:
    """One that is free all the time and fits the person's needs, locked."""
    rooms = read_rooms(
        [conversation.centre_id],
        needs=frozenset(conversation.needs),
        start=conversation.starts_at,
        end=conversation.ends_at,
        ignoring_conversation_id=conversation.pk,
    ).get(conversation.centre_id, {})
    free = [room for room, taken in rooms.items() if not taken]
    room = lock_a_room(Room.objects.filter(pk__in=free))
    if room is None:
        raise NoRoomFree
    return room
