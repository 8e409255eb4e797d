"""From a rule to rows. Dates are materialised: expanding rules while somebody waits is slow, and
a row can be moved, cancelled and signed up for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.activities.enums import DateState, Repeats
from events.activities.models import Activity, ActivityDate, HolidayPeriod
from jobcenter.centres.domain.hours import public_holiday
from jobcenter.shared.periods import COPENHAGEN

from .refusals import RuleTooLong
from .rules import LONGEST_RULE, Rule, starts


def rule_of(activity: Activity) -> Rule | None:
    """None for an irregular list: its dates are written one by one."""
    if activity.first_on is None or activity.last_on is None:
        return None
    return Rule(
        repeats=Repeats(activity.repeats),
        first=activity.first_on,
        last=activity.last_on,
        weekdays=frozenset(activity.weekdays),
        every=activity.every,
        nth=activity.nth_of_month,
    )


# How far another rule may carry a date that is still taken for the same one.
_REACH = {Repeats.WEEKLY: timedelta(days=6), Repeats.MONTHLY: timedelta(days=27)}
_PLANNED_COLUMNS = (
    "planned_at", "starts_at", "ends_at", "state", "reason", "is_left_out", "changed_at",
    "sequence",
)  # fmt: skip


def materialise(activity: Activity, *, now: datetime) -> None:
    """Make the rows agree with the rule from `now` on. The caller has locked the activity.

    What is over stays as it was; so does a date that somebody moved, cancelled or wrote on, also
    when the rule no longer makes it. A date whose day changes keeps its row, its address and its
    calendar identity. One that fits nowhere is cancelled and stays visible once the activity was
    public; before that nobody has seen it, and it goes. Nothing is done for an irregular list.
    """
    rule = rule_of(activity)
    if rule is None or activity.repeats == Repeats.IRREGULAR:
        return
    if rule.last - rule.first > LONGEST_RULE:
        raise RuleTooLong
    wanted = {
        starts(day, activity.begins_at_minute) for day in days_without_pauses(activity, rule.days())
    }
    wanted = {start for start in wanted if start > now}
    dates: Iterable[ActivityDate] = activity.dates.order_by("planned_at")  # type: ignore[attr-defined]
    rows = list(dates)
    _take_back(rows, wanted, now=now)
    following = activity.dates.following_the_rule().filter(planned_at__gt=now)  # type: ignore[attr-defined]
    loose = [row for row in following if row.planned_at not in wanted]
    written_on = _days_written_on(rows, {row.pk for row in following}, now=now)
    free = sorted(
        start
        for start in wanted - {row.planned_at for row in rows}
        if _day(start) not in written_on
    )
    carried = _carry(activity, loose, free, now=now)
    _leave_out(activity, [row for row in loose if row not in carried], now=now)
    _let_end_as_planned(activity, now=now)
    taken = {row.planned_at for row in carried}
    ActivityDate.objects.bulk_create(
        date_at(activity, start, now=now) for start in free if start not in taken
    )


def _days_written_on(rows: list[ActivityDate], following: set[int], *, now: datetime) -> set[date]:
    """Days whose date somebody moved, cancelled or wrote on: another hour for the series does not
    bring an evening back that was cancelled."""
    return {
        _day(row.planned_at)
        for row in rows
        if row.pk not in following
        and row.planned_at > now
        and not (row.is_extra or row.is_left_out)
    }


def _day(moment: datetime) -> date:
    return moment.astimezone(COPENHAGEN).date()


def _take_back(rows: list[ActivityDate], wanted: set[datetime], *, now: datetime) -> None:
    """The rule makes them again: what it had left out stands as planned."""
    back = [row for row in rows if row.is_left_out and row.planned_at in wanted]
    for row in back:
        row.state, row.reason, row.is_left_out = DateState.PLANNED, "", False
    _write(back, now=now)


def _carry(
    activity: Activity, loose: list[ActivityDate], free: list[datetime], *, now: datetime
) -> list[ActivityDate]:
    """Give each date that lost its day the nearest new one within reach; the earliest choose
    first. What was public says that it was moved."""
    reach = _REACH.get(Repeats(activity.repeats))
    left, carried = list(free), []
    for row in loose:
        near = [day for day in left if reach is None or abs(day - row.planned_at) <= reach]
        if not near:
            continue
        day = min(near, key=lambda day, was=row.planned_at: abs(day - was))  # type: ignore[misc]
        left.remove(day)
        row.planned_at = row.starts_at = day
        row.ends_at = day + timedelta(minutes=activity.minutes)
        row.state = DateState.MOVED if activity.was_public else row.state
        carried.append(row)
    # The new starts were free, so no two rows meet on one whatever the order of writing.
    _write(carried, now=now)
    return carried


def _leave_out(activity: Activity, rows: list[ActivityDate], *, now: datetime) -> None:
    if not activity.was_public:
        ActivityDate.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return
    with override("da"):
        reason = _("It is no longer in the plan")
    for row in rows:
        row.state, row.reason, row.is_left_out = DateState.CANCELLED, reason, True
    _write(rows, now=now)


def _let_end_as_planned(activity: Activity, *, now: datetime) -> None:
    """A new length holds for the dates nobody touched."""
    changed = []
    rows = activity.dates.following_the_rule().filter(planned_at__gt=now)  # type: ignore[attr-defined]
    for row in rows:
        ends_at = row.planned_at + timedelta(minutes=activity.minutes)
        if row.ends_at != ends_at:
            row.ends_at = ends_at
            changed.append(row)
    _write(changed, now=now)


def _write(rows: list[ActivityDate], *, now: datetime) -> None:
    for row in rows:
        row.changed_at, row.sequence = now, row.sequence + 1
    ActivityDate.objects.bulk_update(rows, _PLANNED_COLUMNS)


def date_at(activity: Activity, start: datetime, *, now: datetime) -> ActivityDate:
    end = start + timedelta(minutes=activity.minutes)
    return ActivityDate(
        activity=activity, planned_at=start, starts_at=start, ends_at=end, changed_at=now
    )


def days_without_pauses(activity: Activity, days: list[date]) -> list[date]:
    """Without public holidays and the house's holiday periods, if the series pauses then. A
    single date is meant as it is written."""
    if not activity.pauses_on_holidays or activity.repeats == Repeats.ONCE or not days:
        return days
    of_house = Q(centre=activity.centre_id) | Q(centre=None)
    periods = HolidayPeriod.objects.filter(of_house).values_list("days", flat=True)
    pauses = [(period.lower, period.upper) for period in periods]
    return [
        day
        for day in days
        if not public_holiday(day) and not any(lower <= day < upper for lower, upper in pauses)
    ]
