"""When somebody last looked at what a room is like. See also RoomFact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from jobcenter.centres.enums import RoomFact
from jobcenter.centres.models import Room
from jobcenter.shared.periods import COPENHAGEN

FACTS = (*RoomFact.values, "bus")


def checked_on(
    room: Room, values: Mapping[str, object], *, is_checked: bool, now: datetime
) -> date | None:
    """The day to write beside the facts of `room` once `values` are: today when one of them
    changes or somebody says that all of them hold, otherwise the day that stands."""
    changes = any(name in values and values[name] != getattr(room, name) for name in FACTS)
    today = now.astimezone(COPENHAGEN).date()
    return today if is_checked or changes else room.facts_checked_on
