"""Days on which the series of a house pause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange

from events.activities.enums import DateState, Repeats
from events.activities.models import (
    Activity,
    ActivityDate,
    ActivityDateQuerySet,
    HolidayPeriod,
)
from events.trail.enums import Step
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import local_day
from jobcenter.shared.transactions import in_one_transaction

from .history import date_of, tell_trail
from .planning import materialise
from .refusals import PeriodsOverlap
from .series import lock_plan_of, locked_activity

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


@dataclass(frozen=True, slots=True)
class Paused:
    """`cancelled` is how many dates the pause took."""

    period: HolidayPeriod
    cancelled: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """`back` is how many dates are on again; `off` those of these days that are not: they were
    cancelled for another reason."""

    back: int
    off: list[ActivityDate]


def pause_for_holidays(
    *, centre: Centre | None, first: date, last: date, name: str, actor: User, now: datetime
) -> Paused:
    """Days inclusive; no centre is every house.

    Series planned from now on leave these days out. Dates that stand there already and that nobody
    touched are cancelled, visibly: somebody may have written them into a calendar. What somebody
    placed there by hand stays until somebody says otherwise: see `still_standing`.
    """

    def pause() -> Paused:
        lock_plan_of(centre)
        days = DateRange(first, last + timedelta(days=1), "[)")
        period = HolidayPeriod.objects.create(centre=centre, days=days, name=name)
        taken = _lock(_made_by_rules(period, now=now))
        _cancel(taken, period, now=now)
        record_change("holiday_period.added", subject=_subject(period), actor=actor)
        return Paused(period, len(taken))

    return in_one_transaction(pause, holiday_periods_of_a_house_do_not_overlap=PeriodsOverlap)


def still_standing(period: HolidayPeriod, *, now: datetime) -> ActivityDateQuerySet:
    """What is on in those days although the house pauses: single things, dates of a list, extra
    ones, what was moved or written on by hand, and what is read from elsewhere. The next first."""
    on = _in_days_of(period, now=now).filter(state__in=[DateState.PLANNED, DateState.MOVED])
    return on.order_by("starts_at", "pk")


def cancel_in_pause(
    *, period: HolidayPeriod, dates: Collection[ActivityDate], actor: User, now: datetime
) -> int:
    """Also these of `still_standing`; how many. What was cancelled or moved away meanwhile stays
    as it is. Taken back with the pause."""

    def cancel() -> int:
        lock_plan_of(period.centre)
        chosen = [one.pk for one in dates]
        taken = _lock(still_standing(period, now=now).filter(pk__in=chosen))
        _cancel(taken, period, now=now)
        record_change(
            "holiday_period.widened", subject=_subject(period), actor=actor,
            facts={"dates": len(taken)},
        )  # fmt: skip
        return len(taken)

    return in_one_transaction(cancel)


def stop_pausing(*, period: HolidayPeriod, actor: User, now: datetime) -> Resumed:
    """The house is open on those days after all: what the period cancelled is on again, and
    series have the dates it left out. Done twice it is done once."""

    def stop() -> Resumed:
        lock_plan_of(period.centre)
        if not HolidayPeriod.objects.filter(pk=period.pk).delete()[0]:
            return Resumed(0, [])
        back = _take_back_what_it_cancelled(period, now=now)
        series = Activity.objects.exclude(repeats__in=[Repeats.ONCE, Repeats.IRREGULAR])
        pausing = series.filter(pauses_on_holidays=True, last_on__gte=period.days.lower)
        if period.centre_id is not None:
            pausing = pausing.filter(centre=period.centre_id)
        for activity in pausing.order_by("pk"):
            materialise(locked_activity(activity), now=now)
        record_change("holiday_period.removed", subject=_subject(period), actor=actor)
        off = _in_days_of(period, now=now).filter(state=DateState.CANCELLED, is_left_out=False)
        return Resumed(back, list(off.select_related("activity").order_by("starts_at", "pk")))

    return in_one_transaction(stop)


def _subject(period: HolidayPeriod) -> str:
    return f"holiday_period:{period.days.lower}"


def _in_days_of(period: HolidayPeriod, *, now: datetime) -> ActivityDateQuerySet:
    """Of the house or of all, not over yet, and at least for a moment within the days."""
    rows = ActivityDate.objects.filter(
        starts_at__lt=local_day(period.days.upper).lower,
        ends_at__gt=max(local_day(period.days.lower).lower, now),
    )
    return rows if period.centre_id is None else rows.filter(activity__centre=period.centre_id)


def _made_by_rules(period: HolidayPeriod, *, now: datetime) -> ActivityDateQuerySet:
    """As a rule made them, and not begun."""
    rows = _in_days_of(period, now=now).following_the_rule()
    rows = rows.filter(
        activity__pauses_on_holidays=True,
        starts_at__gte=max(local_day(period.days.lower).lower, now),
    )
    return rows.exclude(activity__repeats=Repeats.ONCE)


def _take_back_what_it_cancelled(period: HolidayPeriod, *, now: datetime) -> int:
    """Known by its name as their reason; a date somebody cancelled for the same reason is meant
    the same way."""
    rows = _in_days_of(period, now=now).filter(
        state=DateState.CANCELLED, reason=period.name, is_left_out=False, starts_at__gte=now
    )
    locked = _lock(rows)
    for row in locked:
        is_moved = row.starts_at != row.planned_at
        row.state, row.reason = DateState.MOVED if is_moved else DateState.PLANNED, ""
    _write(locked, Step.DATE_ON_AGAIN, why="", now=now)
    return len(locked)


def _cancel(locked: list[ActivityDate], period: HolidayPeriod, *, now: datetime) -> None:
    for row in locked:
        row.state, row.reason = DateState.CANCELLED, period.name
    _write(locked, Step.DATE_CANCELLED, why=period.name, now=now)


def _lock(rows: ActivityDateQuerySet) -> list[ActivityDate]:
    """After the houses the activities, then their dates, each in one order: see `locked_activity`.
    A date is read again under the locks."""
    of_these = Activity.objects.filter(pk__in=rows.order_by().values("activity")).order_by("pk")
    held = list(of_these.select_for_update(of=("self",), no_key=True))
    activities = {one.pk: one for one in held}
    dates = rows.filter(activity__in=activities).order_by("pk")
    locked = list(dates.select_for_update(of=("self",), no_key=True))
    for row in locked:
        row.activity = activities[row.activity_id]
    return sorted(locked, key=lambda row: (row.activity_id, row.starts_at))


def _write(locked: list[ActivityDate], step: Step, *, why: str, now: datetime) -> None:
    """The dates, and one line for each activity in the public trail: the house's act."""
    for row in locked:
        row.changed_at, row.sequence = now, row.sequence + 1
    ActivityDate.objects.bulk_update(locked, ["state", "reason", "changed_at", "sequence"])
    for activity, rows in groupby(locked, key=lambda row: row.activity):
        changes = [told for row in rows for told in date_of(row)]
        tell_trail(activity, step, by="", why=why, changes=changes, now=now)
