"""All busy times of a calendar file within a window."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from .busy import busy_intervals
from .components import Calendar, CalendarFile, Component, read_components
from .defects import Defect, excerpt, gettext_noop
from .events import Event, State, Window, read_event
from .file_zones import FileZones
from .limits import MAX_BUSY, Budget
from .lines import Line, logical_lines, parameters
from .series import Interval
from .values import read_duration
from .zones import Zones

# What an endless event is cut to, so that it can be stored and is the same tomorrow.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BusyInterval:
    """[start, end) in UTC, and the SHA-256 of the event's UID. No title, no place, no people."""

    start: datetime
    end: datetime
    uid_hash: bytes


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """`busy` is in order and free of overlaps within each event; see `gather` for the rest."""

    busy: list[BusyInterval]
    events_read: int
    ignored: dict[str, int]


def gather(
    data: bytes, *, window_from: datetime, window_to: datetime, default_zone: tzinfo
) -> ReadCalendar:
    """The busy times of a file that meet [window_from, window_to), uncut at its edges.

    `default_zone` is where whole days and times without a zone are meant. `events_read` counts all
    VEVENT and VFREEBUSY, `ignored` why some of them keep nobody busy (see `events.State`). Raises
    Defect. Bounds: see `limits`.
    """
    window = Window(window_from.astimezone(UTC), window_to.astimezone(UTC))
    file = read_components(logical_lines(data))
    return _Gathering(file, window, default_zone).read()


class _Gathering:
    def __init__(self, file: CalendarFile, window: Window, default_zone: tzinfo) -> None:
        self.file, self.window = file, window
        self.budget = Budget()
        self.ignored: Counter[str] = Counter(file.others)
        described = FileZones(
            file.calendars, around=window.first.replace(tzinfo=None), budget=self.budget
        )
        self.zones = {
            id(calendar): Zones(calendar, described=described, default=default_zone)
            for calendar in file.calendars
        }
        self.busy: list[BusyInterval] = []

    def read(self) -> ReadCalendar:
        for calendar in self.file.calendars:
            must_count_as_we_do(calendar)
        components = [each for calendar in self.file.calendars for each in calendar.events]
        series: dict[str, list[Event]] = {}
        for component in components:
            if component.kind == "VFREEBUSY":
                periods = [*self._free_busy(component)]
                self._keep(component, periods)
            else:
                event = read_event(component, self.zones[id(component.calendar)], self.window)
                series.setdefault(identity_of(component), []).append(event)
        for events in series.values():
            self._read_series(events)
        self.busy.sort(key=lambda each: (each.start, each.end, each.uid_hash))
        ignored = {reason: count for reason, count in self.ignored.items() if count}
        return ReadCalendar(self.busy, len(components), ignored)

    def _read_series(self, events: list[Event]) -> None:
        if len(events) == 1 and events[0].state is not State.BUSY:
            self.ignored[events[0].state] += 1
            return
        intervals = busy_intervals(
            events, window=self.window, budget=self.budget, ignored=self.ignored
        )
        self._keep(events[0].component, intervals)

    def _keep(self, component: Component, intervals: list[Interval]) -> None:
        if not intervals:
            return
        uid_hash = hashlib.sha256(identity_of(component).encode()).digest()
        for start, end in _merged(intervals):
            self.busy.append(BusyInterval(max(start, EARLIEST), min(end, LATEST), uid_hash))
        if len(self.busy) > MAX_BUSY:
            raise Defect(
                component.line,
                gettext_noop("The calendar holds more than %(most)s busy times up to here."),
                most=MAX_BUSY,
            )

    def _free_busy(self, component: Component) -> Iterator[Interval]:
        for line in component.all("FREEBUSY"):
            kind = parameters(line).get("FBTYPE", "BUSY").upper() if line.head else "BUSY"
            if kind == "FREE":
                self.ignored[State.FREE] += 1
                continue
            values = [value for value in line.value.split(",") if value.strip()]
            self.budget.spend_dates(len(values), line.number)
            for value in values:
                interval = self._period(value, line, self.zones[id(component.calendar)])
                if interval.start < interval.end and self.window.meets(*interval):
                    yield interval

    def _period(self, value: str, line: Line, zones: Zones) -> Interval:
        begins, slash, ends = value.partition("/")
        if not slash:
            raise Defect(
                line.number, gettext_noop("“%(value)s” is no period."), value=excerpt(value)
            )
        start = zones.moment(line, begins)
        if ends.strip().lstrip("+").upper().startswith("P"):
            return Interval(start.utc(), read_duration(ends, line).end(start.local, start.zone))
        return Interval(start.utc(), zones.moment(line, ends).utc())


def must_count_as_we_do(calendar: Calendar) -> None:
    line = calendar.head.first("CALSCALE") if calendar.head else None
    if line and line.value.upper() not in ("", "GREGORIAN"):
        raise Defect(
            line.number,
            gettext_noop("Dates by the calendar “%(scale)s” cannot be read."),
            scale=excerpt(line.value),
        )


def _merged(intervals: list[Interval]) -> Iterator[Interval]:
    """Without overlaps. Neighbours that only touch stay apart: each is an occurrence of its own."""
    ordered = sorted(intervals)
    current = ordered[0]
    for following in ordered[1:]:
        if following.start < current.end:
            current = Interval(current.start, max(current.end, following.end))
        else:
            yield current
            current = following
    yield current


def identity_of(component: Component) -> str:
    """The UID; for an event without one, what it says about its time."""
    uid = component.value("UID")
    if uid:
        return uid
    said = (component.value(name) for name in ("DTSTART", "DTEND", "DURATION", "RRULE"))
    return "\0".join(["without UID", *said])
