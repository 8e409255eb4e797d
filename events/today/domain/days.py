"""What is on now and later today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from events.activities.enums import DateState
from events.activities.models import ActivityDate
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import COPENHAGEN, local_day

# Of one house, or of all: what is more stands in the programme.
MOST = 60


@dataclass(frozen=True, slots=True)
class Line:
    date: ActivityDate
    state: DateState


@dataclass(frozen=True, slots=True)
class OnToday:
    """`later` begins after now, or was to: a cancelled date is told of until it would have ended.
    `is_cut` when there is more than that."""

    now: list[Line]
    later: list[Line]
    is_cut: bool


def on_today(*, centre: Centre | None, now: datetime) -> OnToday:
    """Of one house, or of all when none is named; one query."""
    midnight = local_day(timezone.localdate(now, COPENHAGEN)).upper
    rows = ActivityDate.objects.public().filter(ends_at__gt=now, starts_at__lt=midnight)
    if centre is not None:
        rows = rows.filter(activity__centre=centre)
    related = rows.select_related("activity__centre", "activity__room", "own_room")
    found = list(related.order_by("starts_at", "pk")[: MOST + 1])
    lines = [Line(one, one.state_at(now)) for one in found[:MOST]]
    is_on = [
        line.date.starts_at is not None
        and line.date.starts_at <= now
        and line.state != DateState.CANCELLED
        for line in lines
    ]
    return OnToday(
        now=[line for line, on in zip(lines, is_on, strict=True) if on],
        later=[line for line, on in zip(lines, is_on, strict=True) if not on],
        is_cut=len(found) > MOST,
    )
