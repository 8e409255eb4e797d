"""What has changed since the beginning of yesterday, one line for each activity and kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from events.activities.enums import DateState
from events.activities.models import ActivityDate
from events.today.enums import ChangeKind
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import COPENHAGEN, local_day

MOST = 12
# A new series has many dates, which make one line.
MOST_READ = 400


@dataclass(slots=True)
class Change:
    """`date` is the next of those it happened to, `further` how many more there are."""

    kind: ChangeKind
    date: ActivityDate
    further: int = 0


def changes_since_yesterday(*, centre: Centre | None, now: datetime) -> list[Change]:
    """Of dates still to come, bad news first, then the calendar. One query."""
    since = local_day(timezone.localdate(now, COPENHAGEN) - timedelta(days=1)).lower
    is_fresh = Q(changed_at__gte=since) | Q(activity__published_at__gte=since)
    rows = ActivityDate.objects.public().upcoming(now).filter(is_fresh)
    if centre is not None:
        rows = rows.filter(activity__centre=centre)
    related = rows.select_related("activity__centre", "activity__room", "own_room")
    found = related.order_by(F("starts_at").asc(nulls_last=True), "pk")[:MOST_READ]
    changes = _folded(found, since)
    order = list(ChangeKind)
    return sorted(changes, key=lambda change: order.index(change.kind))[:MOST]


def _folded(dates: Iterable[ActivityDate], since: datetime) -> list[Change]:
    lines: dict[tuple[int, ChangeKind], Change] = {}
    for one in dates:
        kind = _kind_of(one, since)
        if kind is None:
            continue
        line = lines.get((one.activity_id, kind))
        if line is None:
            lines[one.activity_id, kind] = Change(kind, one)
        else:
            line.further += 1
    return list(lines.values())


def _kind_of(one: ActivityDate, since: datetime) -> ChangeKind | None:
    """None for other words or another room: the page of the date tells of those.

    What became public since is new, whatever was done to it before anybody could see it.
    """
    published_at = one.activity.published_at
    if published_at is not None and published_at >= since:
        return None if one.state == DateState.CANCELLED else ChangeKind.NEW
    if one.state == DateState.PLANNED:
        return ChangeKind.NEW if one.sequence == 0 else None
    return ChangeKind(one.state)
