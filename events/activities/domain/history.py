"""What the public trail says of a change: see `events.trail`. Nothing before it was public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Choices

from events.activities.models import Activity, ActivityDate
from events.trail.domain import Changed, add_entry
from events.trail.enums import Step

# Short enough to be shown as it was and as it is; of the others only that they changed.
SHOWN = ("title", "kind", "room", "language", "whereabouts", "price_kroner", "places", "minutes")
RULE = (
    "repeats", "every", "weekdays", "nth_of_month", "first_on", "last_on", "pauses_on_holidays",
)  # fmt: skip
SILENT = ("fold_key", "centre")


def tell_trail(
    activity: Activity, step: Step, *, by: str, now: datetime, why: str = "",
    changes: list[Changed] | None = None,
) -> None:  # fmt: skip
    """Add a line once the activity was public; before that nobody could have read it."""
    if activity.was_public:
        add_entry(
            about=activity.public_id, step=step, by=by, why=why, changes=changes or [], now=now
        )


def date_of(row: ActivityDate, *, was: datetime | None = None) -> list[Changed]:
    """Which date a line is about; `was` when it has another time now."""
    stands = row.starts_at or row.planned_at
    return [("date", (was or stands).isoformat(), stands.isoformat() if was else "")]


def differences(activity: Activity, wanted: Mapping[str, object]) -> list[Changed]:
    """What `wanted` would change about the activity, in the order of its columns."""
    changed = {name for name, value in wanted.items() if getattr(activity, name) != value}
    found = [_difference(activity, name, wanted[name]) for name in wanted if name in changed]
    told = [one for one in found if one[0] not in (*SILENT, *RULE)]
    return [*told, ("rule", "", "")] if changed & set(RULE) else told


def _difference(activity: Activity, name: str, wanted: object) -> Changed:
    was = getattr(activity, name)
    if name == "begins_at_minute":
        return name, _clock(was), _clock(wanted)
    if name in SHOWN:
        return name, _said(was), _said(wanted)
    return name, "", ""


def _said(value: object) -> str:
    """A choice by its value, as its column holds it; a room by its name."""
    if isinstance(value, Choices):
        return str(value.value)
    return "" if value is None else str(getattr(value, "name", value))


def _clock(minute: object) -> str:
    return f"{int(str(minute)) // 60:02}.{int(str(minute)) % 60:02}"
