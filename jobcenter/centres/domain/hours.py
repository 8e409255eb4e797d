"""When a house, its phone, its chat and its walk-in are open.

All days and minutes are wall-clock time in Copenhagen. Expects `opening_hours` and
`opening_exceptions` of the centre to be prefetched; a page asks many times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path

import holidays
from django.utils.translation import get_language

from jobcenter.centres.enums import HoursKind, Weekday
from jobcenter.centres.models import Centre, OpeningException
from jobcenter.shared.periods import COPENHAGEN

from .hours_text import DAY, Stretch, hours_in_words

LOOK_AHEAD_DAYS = 21


@dataclass(frozen=True, slots=True)
class DayHours:
    """One date. `note` says why it differs from the week: a holiday or the house's own words."""

    date: date
    stretches: tuple[Stretch, ...]
    note: str = ""

    @property
    def words(self) -> str:
        return hours_in_words(self.stretches)


@dataclass(frozen=True, slots=True)
class Opening:
    """From when until when, as aware datetimes. Past midnight does not happen: days end at 24."""

    opens: datetime
    closes: datetime


def hours_of(*, centre: Centre, day: date, kind: HoursKind = HoursKind.DOOR) -> DayHours:
    """What holds on one date: the exception, else the public holiday, else the week.

    Hours of an exception are the door's; phone, chat and walk-in answer only within them.
    """
    weekly = week_stretches(centre, kind, day.isoweekday())
    exception = _exception_on(centre, day)
    if exception is not None:
        return DayHours(day, _within(weekly, exception, kind), exception.note)
    holiday = public_holiday(day)
    if holiday and centre.closed_on_holidays:
        return DayHours(day, (), holiday)
    return DayHours(day, weekly)


def open_now(*, centre: Centre, now: datetime, kind: HoursKind = HoursKind.DOOR) -> Opening | None:
    """The opening that `now` lies in; None when closed. The closing minute itself is closed."""
    for opening in _openings_on(centre, now.astimezone(COPENHAGEN).date(), kind):
        if opening.opens <= now < opening.closes:
            return opening
    return None


def next_opening(
    *, centre: Centre, now: datetime, kind: HoursKind = HoursKind.DOOR
) -> Opening | None:
    """The first opening after `now`, at most three weeks ahead."""
    today = now.astimezone(COPENHAGEN).date()
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        for opening in _openings_on(centre, today + timedelta(days=ahead), kind):
            if opening.opens > now:
                return opening
    return None


def days_from(
    *, centre: Centre, first: date, count: int = 7, kind: HoursKind = HoursKind.DOOR
) -> list[DayHours]:
    """`count` dates from `first` on, each with what holds that very day."""
    return [
        hours_of(centre=centre, day=first + timedelta(days=ahead), kind=kind)
        for ahead in range(count)
    ]


def closed_days(*, centre: Centre, first: date, count: int) -> list[DayHours]:
    """Dates within `count` days from `first` when the door keeps other hours than the week's."""
    return [
        day
        for day in days_from(centre=centre, first=first, count=count)
        if day.stretches != week_stretches(centre, HoursKind.DOOR, day.date.isoweekday())
    ]


def week_stretches(centre: Centre, kind: HoursKind, weekday: int) -> tuple[Stretch, ...]:
    """What the ordinary week says for one ISO weekday, in order of the clock."""
    return tuple(
        sorted(
            (hours.minutes.lower, hours.minutes.upper)
            for hours in centre.opening_hours.all()
            if hours.kind == kind and hours.weekday == weekday
        )
    )


@dataclass(frozen=True, slots=True)
class WeekdayHours:
    """Consecutive weekdays with the same hours, e.g. Monday to Thursday."""

    first: Weekday
    last: Weekday
    stretches: tuple[Stretch, ...]

    @property
    def words(self) -> str:
        return hours_in_words(self.stretches)


def week_of(*, centre: Centre, kind: HoursKind) -> list[WeekdayHours]:
    """The ordinary week in as few lines as possible; days that are closed are left out."""
    lines: list[WeekdayHours] = []
    for weekday in Weekday:
        stretches = week_stretches(centre, kind, weekday)
        if not stretches:
            continue
        previous = lines[-1] if lines else None
        if previous and previous.last + 1 == weekday and previous.stretches == stretches:
            lines[-1] = WeekdayHours(previous.first, weekday, stretches)
        else:
            lines.append(WeekdayHours(weekday, weekday, stretches))
    return lines


def public_holiday(day: date) -> str:
    """The name of a Danish public holiday, in the reader's language; empty on other days."""
    language = "en_US" if get_language() == "en" else "da"
    return _holidays(day.year, language).get(day, "")


def working_day_after(day: date, count: int = 1) -> date:
    """The `count`th day after this one that is Monday to Friday and no public holiday."""
    while count:
        day += timedelta(days=1)
        if day.isoweekday() <= Weekday.FRIDAY and not public_holiday(day):
            count -= 1
    return day


@cache
def _holidays(year: int, language: str) -> dict[date, str]:
    return dict(_denmark()(years=year, language=language))


@cache
def _denmark() -> type[holidays.HolidayBase]:
    """Denmark's rules from their own file.

    The package loads the rules of all 250 countries before it hands out one, by whatever name one
    asks for it: 0.9 s and 40 MB in every process.
    """
    folder = Path(holidays.__file__).with_name("countries")
    spec = PathFinder.find_spec("denmark", [str(folder)])
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} has no denmark.py: has the package holidays been rebuilt?")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    rules: type[holidays.HolidayBase] = module.Denmark
    return rules


def _exception_on(centre: Centre, day: date) -> OpeningException | None:
    matches = (row for row in centre.opening_exceptions.all() if row.on_date == day)
    return next(matches, None)


def _within(
    weekly: tuple[Stretch, ...], exception: OpeningException, kind: HoursKind
) -> tuple[Stretch, ...]:
    if exception.minutes is None:
        return ()
    first, last = exception.minutes.lower, exception.minutes.upper
    if kind == HoursKind.DOOR:
        return ((first, last),)
    cut = ((max(opens, first), min(closes, last)) for opens, closes in weekly)
    return tuple((opens, closes) for opens, closes in cut if opens < closes)


def _openings_on(centre: Centre, day: date, kind: HoursKind) -> Iterator[Opening]:
    for opens, closes in hours_of(centre=centre, day=day, kind=kind).stretches:
        yield Opening(_at(day, opens), _at(day, closes))


def _at(day: date, minutes: int) -> datetime:
    if minutes == DAY:
        day, minutes = day + timedelta(days=1), 0
    return datetime.combine(day, time(minutes // 60, minutes % 60), COPENHAGEN)
