"""The months of the read log: made ahead of time, dropped as a whole when their time is over."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import connection, transaction

from jobcenter.audit.models import Change, ReadingMonth
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.retention import kept_for

from .chain import month_of
from .trail import record_change

READINGS_ARE_KEPT = kept_for("readings")
MONTHS_AHEAD = 3


def make_months(*, now: datetime) -> list[date]:
    """The partitions of this month and the next three, unless they are there. Safe to repeat."""
    months = [month_of(now)]
    while len(months) <= MONTHS_AHEAD:
        months.append(following(months[-1]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month FROM unnest(%s::date[]) AS month WHERE make_reading_month(month)",
            [months],
        )
        return [month for (month,) in cursor.fetchall()]


def drop_old_months(*, now: datetime) -> list[date]:
    """Drop every month all of whose rows are past their date. Its head stays. Safe to repeat."""
    old = [
        head.month
        for head in ReadingMonth.objects.filter(dropped_at=None).order_by("month")
        if may_be_dropped(head.month, now=now)
    ]
    for month in old:
        with transaction.atomic():
            _drop(month, now=now)
    return old


def may_be_dropped(month: date, *, now: datetime) -> bool:
    """Is the latest row this month can have past its date?"""
    end = datetime.combine(following(month), time(0, 0), COPENHAGEN)
    return end + READINGS_ARE_KEPT <= now


def following(month: date) -> date:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def _drop(month: date, *, now: datetime) -> None:
    head = ReadingMonth.objects.select_for_update().get(month=month)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE IF EXISTS "audit_reading_{month:%Y_%m}"')
        # What came before its month was made. PostgreSQL lets rows go that are past their date.
        cursor.execute("DELETE FROM audit_reading_other WHERE month = %s", [month])
    ReadingMonth.objects.filter(pk=month).update(dropped_at=now)
    record_change(
        "readings.forgotten",
        subject=f"readings:{month:%Y-%m}",
        actor_kind=Change.ActorKind.SYSTEM,
        facts={"rows": head.count},
    )
