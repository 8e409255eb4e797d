"""Which rooms are in use, for what everybody may know of.

Conversations are never told of, not even that there is one: a room somebody talks in looks like one
with nothing on. What the house has reserved a room for is its own business, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from counsellors.team.enums import HoldKind
from counsellors.team.models import RoomHold
from events.activities.enums import DateState, Whereabouts
from events.activities.models import ActivityDate
from events.today.enums import RoomUse
from jobcenter.centres.domain.hours import open_now
from jobcenter.centres.models import Centre, Room
from jobcenter.shared.danish import danish_order

from .days import Line, OnToday


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomToday:
    """`date` is what is on in it now, `following` what comes next today."""

    room: Room
    use: RoomUse
    date: ActivityDate | None
    following: ActivityDate | None


def rooms_today(*, centre: Centre, today: OnToday, now: datetime) -> list[RoomToday]:
    """All rooms of the house by name; `centre` with its palette. One query."""
    is_open = open_now(centre=centre, now=now) is not None
    holds = RoomHold.objects.filter(room__centre=centre, during__contains=now)
    held: dict[int, set[str]] = {}
    for room_id, kind in holds.values_list("room_id", "kind"):
        held.setdefault(room_id, set()).add(kind)
    rooms = sorted(centre.rooms.all(), key=lambda room: danish_order(room.name))
    return [_room(room, today, held.get(room.pk, set()), is_open=is_open) for room in rooms]


def _room(room: Room, today: OnToday, held: set[str], *, is_open: bool) -> RoomToday:
    on = _in_room(room, today.now)
    following = _in_room(room, today.later)
    return RoomToday(
        room=room, date=on, following=following, use=_use(on, held, is_open=is_open)
    )  # fmt: skip


def _use(on: ActivityDate | None, held: set[str], *, is_open: bool) -> RoomUse:
    if HoldKind.OUT_OF_USE in held:
        return RoomUse.OUT_OF_USE
    if on is not None:
        return RoomUse.ON
    if HoldKind.RESERVED in held:
        return RoomUse.TAKEN
    return RoomUse.NOTHING_ON if is_open else RoomUse.CLOSED


def _in_room(room: Room, lines: Sequence[Line]) -> ActivityDate | None:
    for line in lines:
        is_here = line.date.activity.whereabouts != Whereabouts.ONLINE
        if is_here and line.date.room == room and line.state != DateState.CANCELLED:
            return line.date
    return None
