"""Dates, times, durations and periods, as RFC 5545 section 3.3 writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from .defects import Defect, excerpt, gettext_noop
from .lines import Line

DAY = timedelta(days=1)
# The edges of the calendar, as wall-clock times.
FIRST_TIME, LAST_TIME = datetime.min, datetime.max  # noqa: DTZ901
DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE | re.ASCII,
)
# Longer than any stay; keeps sums of dates within what a datetime can hold.
LONGEST = timedelta(days=146_097)


class Written(NamedTuple):
    """A date or time as written: wall-clock, whether it ends in Z, whether it is a whole day."""

    local: datetime
    is_utc: bool
    is_date: bool


class Moment(NamedTuple):
    """A wall-clock time in a zone. A whole day stands as its midnight in the reader's zone."""

    local: datetime
    zone: tzinfo
    is_date: bool

    def utc(self) -> datetime:
        return utc(self.local, self.zone)


class Length(NamedTuple):
    """How long an occurrence lasts: `days` by the calendar, then `exact` real time.

    RFC 5545 section 3.8.5.3: DTEND gives every repetition the same real time, DURATION:P1D the
    same wall-clock time a day later, also when the clocks change in between.
    """

    days: int
    exact: timedelta

    def end(self, start: datetime, zone: tzinfo) -> datetime:
        """The end in UTC of what starts at wall-clock `start`."""
        return later(utc(later(start, timedelta(days=self.days)), zone), self.exact)

    @property
    def at_most(self) -> timedelta:
        return min(timedelta(days=min(self.days, LONGEST.days)) + self.exact + DAY, LONGEST)


def utc(local: datetime, zone: tzinfo) -> datetime:
    """The instant of a wall-clock time.

    In the hour that the clocks jump over, the offset from before the jump counts; in the hour that
    comes twice, the first (RFC 5545 section 3.3.5). Both are what fold=0 means.
    """
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        # Within hours of the years 1 and 9999, where no offset matters.
        return local.replace(tzinfo=UTC)


def later(moment: datetime, by: timedelta) -> datetime:
    """`moment + by`, ending at the edges of what a datetime can hold."""
    try:
        return moment + by
    except OverflowError:
        edge = LAST_TIME if by > timedelta(0) else FIRST_TIME
        return edge.replace(tzinfo=moment.tzinfo)


def read_time(value: str, line: Line, *, as_date: bool = False) -> Written:
    """One DATE or DATE-TIME. `as_date` says that VALUE=DATE was declared. Raises Defect."""
    written = parse_time(value)
    if written is None:
        raise Defect(
            line.number,
            gettext_noop("%(name)s: “%(value)s” is no date or time."),
            name=line.name,
            value=excerpt(value),
        )
    if as_date and written.local.time() == datetime.min.time():
        return Written(written.local, is_utc=False, is_date=True)
    return written


def parse_time(value: str) -> Written | None:
    """The same of a bare value; None if it is none."""
    text = value.strip().upper()
    day, at, clock = text.partition("T")
    is_utc = clock.endswith("Z")
    clock = clock.removesuffix("Z")
    if len(day) != 8 or not text.isascii() or not (day + clock).isdigit():
        return None
    try:
        if len(clock) == 6 and clock[:2] != "24" and clock[4:] != "60":
            # The usual form, and the fast way.
            return Written(datetime.fromisoformat(text[:15]), is_utc, is_date=False)
        midnight = datetime.fromisoformat(day)
        if not at:
            return Written(midnight, is_utc=False, is_date=True)
        time_of_day = _unusual_time_of_day(clock)
        return Written(midnight + time_of_day, is_utc, False) if time_of_day is not None else None
    except (ValueError, OverflowError):
        return None


def read_duration(value: str, line: Line) -> Length:
    """A DURATION; weeks and days are nominal, the rest is real time. May be negative."""
    match = DURATION.fullmatch(value.strip())
    if match is None or not any(match.groups()[1:]):
        raise Defect(
            line.number,
            gettext_noop("%(name)s: “%(value)s” is no duration."),
            name=line.name,
            value=excerpt(value),
        )
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    whole = min(weeks * 7 + days, LONGEST.days)
    exact = min(hours * 3600 + minutes * 60 + seconds, LONGEST // timedelta(seconds=1))
    return Length(sign * whole, sign * timedelta(seconds=exact))


def _unusual_time_of_day(clock: str) -> timedelta | None:
    """HHMM, 240000 and a leap second, as they are meant."""
    if len(clock) not in (4, 6):
        return None
    hours, minutes, seconds = int(clock[:2]), int(clock[2:4]), int(clock[4:] or 0)
    if hours > 24 or minutes > 59 or seconds > 60 or (hours == 24 and minutes + seconds):
        return None
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
