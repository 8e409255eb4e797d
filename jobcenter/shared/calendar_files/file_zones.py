"""A time zone that only the file itself describes (VTIMEZONE, RFC 5545 section 3.6.5)."""

from __future__ import annotations

from bisect import bisect_right
from collections import ChainMap
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from .components import Calendar, Component, TimeZone
from .defects import Defect, excerpt, gettext_noop
from .expanding import expand
from .limits import Budget
from .lines import Line
from .rules import read_rule
from .values import LAST_TIME, later, read_time

# Offsets are worked out this far around the window; before and after, the nearest one holds.
STEPS_PER_NAME = 500
REACH = timedelta(days=800)


class Onset(NamedTuple):
    """From wall-clock `at` (reckoned with the offset `before`) the offset is `after`."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def at_utc(self) -> datetime:
        return later(self.at, -self.before)

    @property
    def holds_from(self) -> datetime:
        """The first wall-clock time that takes the new offset.

        Within the hour that is jumped over the offset from before holds, and in the hour that
        comes twice its first turn counts: see `values.utc`.
        """
        return later(self.at, max(self.after - self.before, timedelta(0)))


class FileZone(tzinfo):
    """The offsets of a VTIMEZONE around the window."""

    def __init__(self, name: str, onsets: list[Onset]) -> None:
        self._name = name
        self._onsets = sorted(onsets, key=lambda onset: onset.at_utc)
        self._walls = [onset.holds_from for onset in self._onsets]
        self._instants = [onset.at_utc for onset in self._onsets]

    def utcoffset(self, moment: datetime | None) -> timedelta:
        if moment is None:
            return self._onsets[0].before
        return self._after(bisect_right(self._walls, moment.replace(tzinfo=None)))

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        return self._name

    def fromutc(self, moment: datetime) -> datetime:
        passed = bisect_right(self._instants, moment.replace(tzinfo=None))
        return later(moment, self._after(passed))

    def _after(self, passed: int) -> timedelta:
        return self._onsets[passed - 1].after if passed else self._onsets[0].before


class FileZones:
    """The zones that the calendars of one file describe, exact within 800 days of `around`.

    `around` is a UTC wall-clock time.
    """

    def __init__(self, calendars: Sequence[Calendar], *, around: datetime, budget: Budget) -> None:
        self._of_all = _by_name(zone for calendar in calendars for zone in calendar.zones)
        self._around, self._budget = around, budget
        # Servers that export each event as a calendar repeat the same description each time.
        self._made: dict[object, tzinfo] = {}
        self._paid: set[str] = set()

    def of(self, calendar: Calendar) -> ChainMap[str, TimeZone]:
        """By tidied name; a calendar's own count before those of its neighbours."""
        return ChainMap(_by_name(calendar.zones), self._of_all)

    def pay_for(self, tzid: str, line: int) -> None:
        """A name nobody has asked for yet may be looked for in many places."""
        if tzid not in self._paid:
            self._budget.spend(STEPS_PER_NAME, line)
            self._paid.add(tzid)

    def make(self, zone: TimeZone) -> tzinfo:
        """Raises Defect if it has no usable STANDARD or DAYLIGHT part."""
        said = tuple(
            (each.name, each.value)
            for observance in zone.observances
            for lines in observance.lines.values()
            for each in lines
        )
        if said not in self._made:
            self._made[said] = self._zone(zone)
        return self._made[said]

    def _zone(self, zone: TimeZone) -> tzinfo:
        onsets = [
            onset
            for observance in zone.observances
            for onset in _onsets(observance, around=self._around, budget=self._budget)
        ]
        if not onsets:
            raise Defect(
                zone.described.line,
                gettext_noop("The time zone “%(zone)s” is named here but not described."),
                zone=excerpt(zone.described.value("TZID")),
            )
        return FileZone(zone.described.value("TZID"), onsets)


def tidied(tzid: str) -> str:
    """As a parameter a name is written "a, b", as a property a\\, b."""
    return tzid.replace("\\", "").strip('"/ ').casefold()


def _by_name(zones: Iterable[TimeZone]) -> dict[str, TimeZone]:
    found: dict[str, TimeZone] = {}
    for zone in zones:
        found.setdefault(tidied(zone.described.value("TZID")), zone)
    return found


def _onsets(observance: Component, *, around: datetime, budget: Budget) -> list[Onset]:
    before = _offset(_needed(observance, "TZOFFSETFROM"))
    after = _offset(_needed(observance, "TZOFFSETTO"))
    begins = _needed(observance, "DTSTART")
    start = read_time(begins.value, begins).local
    times = {start}
    for line in observance.all("RDATE"):
        values = [value for value in line.value.split(",") if value.strip()]
        budget.spend_dates(len(values), line.number)
        times |= {read_time(value.partition("/")[0], line).local for value in values}
    for line in observance.all("RRULE"):
        times |= _repeated(line, start, before, around=around, budget=budget)
    return [Onset(time, before, after) for time in times]


def _repeated(
    line: Line, start: datetime, before: timedelta, *, around: datetime, budget: Budget
) -> set[datetime]:
    rule = read_rule(line)
    if rule.frequency not in ("YEARLY", "MONTHLY"):
        raise Defect(line.number, gettext_noop("The clocks of a time zone change once a year."))
    until = rule.until
    if until is None:
        last = LAST_TIME
    elif until.is_date:
        last = later(until.local, timedelta(days=1))
    else:
        last = later(until.local, before) if until.is_utc else until.local
    # A rule that ended long ago still says which offset came last.
    middle = min(around, last)
    first, end = later(middle, -REACH), min(last, later(middle, REACH))
    return set(
        expand(rule, start, first=first, last=end, until=last, budget=budget, line=line.number)
    )


def _needed(observance: Component, name: str) -> Line:
    line = observance.first(name)
    if line is None:
        raise Defect(
            observance.line,
            gettext_noop("This part of a time zone lacks its %(name)s."),
            name=name,
        )
    return line


def _offset(line: Line) -> timedelta:
    """+0100, -0330, +012345, and 0100 as some write it."""
    sign = -1 if line.value.startswith("-") else 1
    digits = line.value.lstrip("+-").replace(":", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (4, 6)):
        raise _bad_offset(line)
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:] or 0)
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset >= timedelta(days=1):
        raise _bad_offset(line)
    return sign * offset


def _bad_offset(line: Line) -> Defect:
    return Defect(
        line.number,
        gettext_noop("%(name)s: “%(value)s” is no offset from UTC such as +0100."),
        name=line.name,
        value=excerpt(line.value),
    )
