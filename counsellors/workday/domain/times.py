"""When a counsellor works, is away and has something else, on some days: one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from counsellors.availability.domain.clock import local_day, moment_of
from counsellors.people.models import Counsellor
from jobcenter.shared.periods import local_day as span_of_day

from .spans import Span, merged, within, without


@dataclass(frozen=True, slots=True)
class DayTimes:
    """Stretches of one local date, earliest first, none of a kind touching another.

    `busy` is what calendars kept elsewhere say, without titles: there are none.
    """

    work: list[Span] = field(default_factory=list)
    away: list[Span] = field(default_factory=list)
    busy: list[Span] = field(default_factory=list)


class _Row(NamedTuple):
    """`on` is an ISO weekday for weekly hours; `day` a special date, or when weekly hours begin."""

    kind: str
    on: int
    day: date | None
    until: date | None
    from_minute: int | None
    to_minute: int | None
    start: datetime | None
    end: datetime | None

    @property
    def span(self) -> Span:
        if self.start is None or self.end is None:
            raise ValueError(f"{self} has no moments")
        return Span(self.start, self.end)

    def is_on(self, day: date) -> bool:
        if self.kind == "special":
            return self.day == day
        begun = self.day is None or self.day <= day
        return self.on == day.isoweekday() and begun and (self.until is None or day < self.until)


# Raw: four tables in one question, because the page has many others to ask.
_TIMES = """
SELECT 'weekly', weekday::int, lower(valid_on), upper(valid_on), lower(minutes), upper(minutes),
       NULL::timestamptz, NULL::timestamptz
FROM counsellors_workinghours
WHERE counsellor_id = %(counsellor)s AND valid_on && daterange(%(first)s, %(end)s)
UNION ALL
SELECT 'special', 0, on_date, NULL, lower(minutes), upper(minutes), NULL, NULL
FROM counsellors_specialday
WHERE counsellor_id = %(counsellor)s AND on_date >= %(first)s AND on_date < %(end)s
UNION ALL
SELECT 'away', 0, NULL, NULL, NULL, NULL, lower(during), upper(during)
FROM counsellors_absence
WHERE counsellor_id = %(counsellor)s AND during && tstzrange(%(starts)s, %(ends)s)
UNION ALL
SELECT 'busy', 0, NULL, NULL, NULL, NULL, lower(during), upper(during)
FROM counsellors_busytime
WHERE counsellor_id = %(counsellor)s AND during && tstzrange(%(starts)s, %(ends)s)
"""


def times_of(counsellor: Counsellor, *, first: date, days: int) -> dict[date, DayTimes]:
    """Each of the `days` local dates from `first` on, also those with nothing. One query."""
    dates = [first + timedelta(days=number) for number in range(days)]
    end = first + timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            _TIMES,
            {
                "counsellor": counsellor.pk,
                "first": first,
                "end": end,
                "starts": span_of_day(first).lower,
                "ends": span_of_day(end).lower,
            },
        )
        rows = [_Row(*row) for row in cursor.fetchall()]
    return {day: _times_on(day, rows) for day in dates}


def _times_on(day: date, rows: list[_Row]) -> DayTimes:
    whole = span_of_day(day)
    frame = Span(whole.lower, whole.upper)
    away = merged(within((row.span for row in rows if row.kind == "away"), frame))
    busy = within((row.span for row in rows if row.kind == "busy"), frame)
    return DayTimes(work=_work_on(day, rows), away=away, busy=without(busy, away))


def _work_on(day: date, rows: Iterable[_Row]) -> list[Span]:
    """A special day replaces the weekly hours; one row of it without minutes means not at all."""
    on_day = [row for row in rows if row.kind in {"weekly", "special"} and row.is_on(day)]
    hours = [row for row in on_day if row.kind == "special"] or on_day
    if any(row.from_minute is None for row in hours):
        return []
    clock = local_day(day.toordinal())
    return merged(
        Span(moment_of(clock.minute(row.from_minute or 0)), moment_of(clock.minute(row.to_minute)))
        for row in hours
        if row.to_minute is not None
    )
