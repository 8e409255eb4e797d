"""Rooms are the administrators' to look after. None of it takes anybody's time: a reservation holds
a room, and a room out of use gives its conversations another room or keeps them, never cancels one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from counsellors.availability.enums import Need
from counsellors.conversations.domain.notices import REMINDER
from counsellors.conversations.models import Conversation
from counsellors.team.enums import HoldKind
from counsellors.team.models import RoomHold
from jobcenter.audit.domain import Fact, record_change
from jobcenter.audit.models import Change
from jobcenter.centres.domain.room_facts import FACTS, checked_on
from jobcenter.centres.models import Centre, Room
from jobcenter.outbox.models import Notice
from jobcenter.shared.editions import must_stand_as_seen
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission

from .refusals import (
    AlreadyOutOfUse,
    ReservationIsPast,
    RoomIsReserved,
    RoomIsTaken,
    RoomNameTaken,
)

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

ADDING, RESERVING = "add_room", "reserve_room"
CHANGEABLE = (
    "name",
    "seats",
    *FACTS,
    "note",
)
RESERVED: dict[str, type[Refusal]] = {
    "a_room_is_held_once_at_a_time_in_each_way": RoomIsReserved,
    "a_room_is_not_reserved_while_it_is_taken": RoomIsTaken,
}
OUT_OF_USE: dict[str, type[Refusal]] = {
    "a_room_is_held_once_at_a_time_in_each_way": AlreadyOutOfUse,
}


@dataclass(frozen=True, slots=True)
class Rehoused:
    """How many conversations got another room, and those for which none was free."""

    moved: int
    left: list[Conversation]


@dataclass(frozen=True, slots=True)
class Found:
    moved: list[tuple[Conversation, Room]]
    left: list[Conversation]


def add_room(
    *, centre: Centre, values: Mapping[str, object], is_checked: bool, actor: User, form_key: str,
    now: datetime,
) -> None:  # fmt: skip
    """What is said of its access counts as checked today; of nothing said nothing is known, unless
    somebody has looked (`is_checked`). Raises RoomNameTaken."""
    checked = checked_on(Room(), values, is_checked=is_checked, now=now)

    def work() -> None:
        body = dict(values) | {"is_checked": is_checked}
        if claim_submission(form=ADDING, key=form_key, body=body) is not None:
            return
        Room.objects.create(centre=centre, facts_checked_on=checked, **values)
        _record("room.added", centre, actor)

    in_one_transaction(work, room_names_differ_within_a_centre=RoomNameTaken)


def change_room(
    *, room: Room, values: Mapping[str, object], is_checked: bool, seen: str, actor: User,
    now: datetime,
) -> None:  # fmt: skip
    """Sets a state: sent twice it is the same. `seen` is the edition the page showed; `is_checked`
    says that somebody has looked today, also where nothing changed.

    Raises RoomNameTaken or ChangedMeanwhile.
    """

    def work() -> None:
        row = Room.objects.select_for_update(of=("self",), no_key=True).get(pk=room.pk)
        must_stand_as_seen(values_of(row), wanted=values, seen=seen)
        row.facts_checked_on = checked_on(row, values, is_checked=is_checked, now=now)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[*values, "facts_checked_on"])
        _record("room.changed", room.centre, actor, facts={"checked": is_checked})

    in_one_transaction(work, room_names_differ_within_a_centre=RoomNameTaken)


def values_of(room: Room) -> dict[str, object]:
    """What a page of it lets one change."""
    return {name: getattr(room, name) for name in CHANGEABLE}


def reserve_room(
    *,
    room: Room,
    start: datetime,
    end: datetime,
    what_for: str,
    actor: User,
    form_key: str,
    now: datetime,
) -> None:
    """Hold a room for something else than a conversation, [start, end).

    Raises ReservationIsPast, RoomIsReserved, or RoomIsTaken where somebody has booked: whoever
    comes to talk goes first.
    """
    if end <= now:
        raise ReservationIsPast

    def work() -> None:
        body = {"room": room.pk, "start": start, "end": end, "what_for": what_for}
        if claim_submission(form=RESERVING, key=form_key, body=body) is not None:
            return
        _lock_rooms(room.centre)
        RoomHold.objects.create(
            room=room,
            kind=HoldKind.RESERVED,
            during=DateTimeTZRange(start, end, "[)"),
            what_for=what_for,
            made_at=now,
        )
        _record("room.reserved", room.centre, actor)

    in_one_transaction(work, **RESERVED)


def take_out_of_use(
    *, room: Room, start: datetime, end: datetime | None, actor: User, now: datetime
) -> Rehoused:
    """Book nobody into the room from `start` to `end` (None: until further notice).

    Conversations that are booked there get another free room of the house that meets the same
    needs; where there is none they stay as they are, for people to find a way. Raises
    AlreadyOutOfUse, so that sending it twice changes nothing, or ReservationIsPast.
    """
    if end is not None and end <= now:
        raise ReservationIsPast

    def work() -> Rehoused:
        _lock_rooms(room.centre)
        during = DateTimeTZRange(start, end, "[)")
        RoomHold.objects.create(
            room=room, kind=HoldKind.OUT_OF_USE, during=during, what_for="", made_at=now
        )
        found = _find_other_rooms(room, during, now=now)
        return _finish(found, room, actor, action="room.taken_out_of_use")

    return in_one_transaction(work, **OUT_OF_USE)


def find_other_rooms(*, room: Room, actor: User, now: datetime) -> Rehoused:
    """Try again for those who were left, as rooms have become free meanwhile."""

    def work() -> Rehoused:
        _lock_rooms(room.centre)
        holds = RoomHold.objects.out_of_use().not_over(now).filter(room=room)
        tries = [_find_other_rooms(room, hold.during, now=now) for hold in holds]
        found = Found(
            moved=[each for one in tries for each in one.moved],
            left=[each for one in tries for each in one.left],
        )
        return _finish(found, room, actor, action="room.emptied")

    return in_one_transaction(work)


@transaction.atomic
def end_hold(*, hold: RoomHold, actor: User, now: datetime) -> None:
    """Give the room free again: from now on if it is held now, altogether if it is not yet."""
    centre = hold.room.centre
    _lock_rooms(centre)
    row = RoomHold.objects.select_for_update(of=("self",)).filter(pk=hold.pk).first()
    if row is None:
        return
    if row.during.lower >= now:
        row.delete()
    else:
        row.during = DateTimeTZRange(row.during.lower, now, "[)")
        # No trigger asks about what is being given free.
        RoomHold.objects.filter(pk=row.pk).update(during=row.during)
    _record("room.released", centre, actor)


def waiting_for_a_room(centre: Centre, *, now: datetime) -> list[Conversation]:
    """Conversations ahead in a room that is out of use then, the next first. Nobody's name is
    needed to find them a room, so nothing of the citizen is loaded.
    """
    holds = RoomHold.objects.out_of_use().not_over(now).filter(room__centre=centre)
    found: dict[int, Conversation] = {}
    for room, during in holds.values_list("room", "during"):
        for conversation in _booked_in(room, during, now=now):
            found[conversation.pk] = conversation
    return sorted(found.values(), key=lambda one: one.starts_at)


def _booked_in(room_id: int, during: DateTimeTZRange, *, now: datetime) -> list[Conversation]:
    return list(
        Conversation.objects.not_over(now)
        .filter(room=room_id, during__overlap=during)
        .select_related("counsellor", "room")
        .only("during", "needs", "calendar_uid", "room__name", "room__centre_id",
              "counsellor__first_name", "counsellor__last_name")
        .order_by("during")
    )  # fmt: skip


def _find_other_rooms(room: Room, during: DateTimeTZRange, *, now: datetime) -> Found:
    """The caller holds all the house's rooms, so what is free here stays free."""
    found = [(one, _rehouse(one, room)) for one in _booked_in(room.pk, during, now=now)]
    return Found(
        moved=[(one, new) for one, new in found if new],
        left=[one for one, new in found if not new],
    )


def _rehouse(conversation: Conversation, old: Room) -> Room | None:
    needs = set(conversation.needs)
    others = old.centre.rooms.filter(is_bookable=True).exclude(pk=old.pk)
    if Need.STEP_FREE in needs:
        others = others.filter(is_step_free=True)
    if Need.QUIET_ROOM in needs:
        others = others.filter(is_quiet=True)
    taken = Conversation.objects.booked().filter(during__overlap=conversation.during)
    held = RoomHold.objects.filter(during__overlap=conversation.during)
    new = (
        others.exclude(pk__in=taken.filter(room__isnull=False).values("room"))
        .exclude(pk__in=held.values("room"))
        .order_by("pk")
        .first()
    )
    if new is not None:
        # As it was: a conversation cancelled this second keeps what it had.
        Conversation.objects.booked().filter(pk=conversation.pk, room=old).update(room=new)
    return new


def _finish(found: Found, room: Room, actor: User, *, action: str) -> Rehoused:
    """The trail, then the letters: see `LOCK_ORDER`."""
    facts: dict[str, Fact] = {"moved": len(found.moved), "left": len(found.left)}
    _record(action, room.centre, actor, facts=facts)
    for conversation, new in found.moved:
        _tell_the_reminder(conversation, new)
    return Rehoused(len(found.moved), found.left)


def _tell_the_reminder(conversation: Conversation, room: Room) -> None:
    """It was written when the time was booked, and its calendar entry names the room."""
    for notice in Notice.objects.select_for_update().filter(
        subject=f"conversation:{conversation.calendar_uid}",
        kind=REMINDER,
        state=Notice.State.QUEUED,
    ):
        notice.payload = {**notice.payload, "room": room.name}
        notice.save(update_fields=["payload"])


def _lock_rooms(centre: Centre) -> None:
    """All of the house's, in id order. Booking takes one of them: it waits or looks elsewhere."""
    list(
        centre.rooms.order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .values_list("pk", flat=True)
    )


def _record(
    action: str, centre: Centre, actor: User, *, facts: dict[str, Fact] | None = None
) -> None:
    record_change(
        action,
        subject=f"centre:{centre.slug}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF,
        facts=facts,
    )
