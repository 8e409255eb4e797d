"""BEGIN and END: which properties belong to which event, and what surrounds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .defects import Defect, excerpt, gettext_noop
from .limits import MAX_DEPTH, MAX_EVENTS, MAX_OBSERVANCES, MAX_ZONES
from .lines import Garbage, Line

OCCUPIES_TIME = frozenset({"VEVENT", "VFREEBUSY"})
OBSERVANCES = frozenset({"STANDARD", "DAYLIGHT"})
# Whose properties we read. Others (VALARM, VTODO, VJOURNAL, X-…) only have their BEGIN and END
# counted: an alarm's DURATION must never become that of its event.
READ = OCCUPIES_TIME | OBSERVANCES | {"VCALENDAR", "VTIMEZONE"}


@dataclass(slots=True, eq=False)
class Component:
    kind: str
    line: int
    calendar: Calendar
    # By name; a property may stand there several times.
    lines: dict[str, list[Line]] = field(default_factory=dict)

    def first(self, name: str) -> Line | None:
        found = self.lines.get(name)
        return found[0] if found else None

    def all(self, name: str) -> Sequence[Line]:
        return self.lines.get(name, ())

    def value(self, name: str) -> str:
        found = self.lines.get(name)
        return found[0].value if found else ""


@dataclass(slots=True, eq=False)
class TimeZone:
    """A VTIMEZONE: the file's own description of a time zone."""

    described: Component
    observances: list[Component] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Calendar:
    """One VCALENDAR; a file may hold several, each with its own zones."""

    head: Component | None = None
    zones: list[TimeZone] = field(default_factory=list)
    events: list[Component] = field(default_factory=list)

    def value(self, name: str) -> str:
        return self.head.value(name) if self.head else ""


@dataclass(slots=True)
class CalendarFile:
    calendars: list[Calendar]
    # Components that never occupy time, by kind, e.g. {"VTODO": 3}.
    others: Counter[str]


def read_components(lines: Iterable[Line | Garbage]) -> CalendarFile:
    """The events and zones of a file. Raises Defect when BEGIN and END do not match.

    A file that stops in the middle is refused: nobody knows what the lost rest said. An event
    outside any VCALENDAR is accepted, for its meaning is clear.
    """
    return _Reader().read(lines)


class _Reader:
    def __init__(self) -> None:
        self.loose = Calendar()
        self.calendars: list[Calendar] = []
        self.others: Counter[str] = Counter()
        self.open: list[tuple[str, int, Component | None]] = []
        self.events = 0

    def read(self, lines: Iterable[Line | Garbage]) -> CalendarFile:
        for line in lines:
            if isinstance(line, Garbage):
                self._must_be_within_a_calendar(line.number)
            elif line.name == "BEGIN":
                self._begin(line, line.value.upper())
            elif line.name == "END":
                self._end(line, line.value.upper())
            else:
                self._keep(line)
        self._must_be_complete()
        return CalendarFile([*self.calendars, self.loose], self.others)

    def _begin(self, line: Line, kind: str) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise Defect(
                line.number,
                gettext_noop("More than %(most)s components lie inside each other."),
                most=MAX_DEPTH,
            )
        if kind in READ and (parent := self._open_event()):
            raise Defect(
                line.number,
                gettext_noop("BEGIN:%(kind)s stands inside the %(parent)s of line %(begun)s."),
                kind=kind,
                parent=parent.kind,
                begun=parent.line,
            )
        self.open.append((kind, line.number, self._component(kind, line)))

    def _component(self, kind: str, line: Line) -> Component | None:
        if kind == "VCALENDAR":
            self.calendars.append(calendar := Calendar())
            calendar.head = Component(kind, line.number, calendar)
            return calendar.head
        calendar = self._calendar()
        component = Component(kind, line.number, calendar)
        if kind in OCCUPIES_TIME:
            self._count_event(line)
            calendar.events.append(component)
        elif kind == "VTIMEZONE":
            calendar.zones.append(TimeZone(component))
            _at_most(MAX_ZONES, calendar.zones, line)
        elif kind in OBSERVANCES and self.open and self.open[-1][0] == "VTIMEZONE":
            calendar.zones[-1].observances.append(component)
            _at_most(MAX_OBSERVANCES, calendar.zones[-1].observances, line)
        else:
            if len(self.open) == 1:
                self.others[kind if kind in KNOWN_OTHERS else "other"] += 1
            return None
        return component

    def _end(self, line: Line, kind: str) -> None:
        if not self.open:
            raise Defect(
                line.number,
                gettext_noop("END:%(kind)s closes nothing: there is no BEGIN:%(kind)s."),
                kind=excerpt(kind),
            )
        opened, begun, _ = self.open.pop()
        # A name that is nowhere open is a slip (END:VEVNT); one further out means a lost END.
        if opened != kind and any(outer == kind for outer, _, _ in self.open):
            raise Defect(
                line.number,
                gettext_noop("END:%(kind)s does not close the BEGIN:%(opened)s of line %(begun)s."),
                kind=excerpt(kind),
                opened=excerpt(opened),
                begun=begun,
            )

    def _keep(self, line: Line) -> None:
        if not self.open:
            self._must_be_within_a_calendar(line.number)
            return
        component = self.open[-1][2]
        if component is not None:
            component.lines.setdefault(line.name, []).append(line)

    def _must_be_within_a_calendar(self, number: int) -> None:
        """Text after the last calendar is a comment; text before the first makes it none."""
        if not (self.open or self.calendars or self.events):
            raise _not_a_calendar(number)

    def _must_be_complete(self) -> None:
        if self.open:
            kind, begun, _ = self.open[-1]
            raise Defect(
                begun,
                gettext_noop("The %(kind)s that begins here has no end: the file is cut off."),
                kind=excerpt(kind),
            )
        if not self.calendars and not self.loose.events:
            raise _not_a_calendar(1)

    def _calendar(self) -> Calendar:
        return next((c.calendar for _, _, c in reversed(self.open) if c), self.loose)

    def _open_event(self) -> Component | None:
        return next((c for _, _, c in self.open if c and c.kind in OCCUPIES_TIME), None)

    def _count_event(self, line: Line) -> None:
        self.events += 1
        if self.events > MAX_EVENTS:
            raise Defect(
                line.number,
                gettext_noop("The file has more than %(most)s events. Export fewer years."),
                most=MAX_EVENTS,
            )


KNOWN_OTHERS = frozenset({"VTODO", "VJOURNAL", "VAVAILABILITY", "VPOLL"})


def _at_most(most: int, found: list[Component] | list[TimeZone], line: Line) -> None:
    if len(found) > most:
        raise Defect(
            line.number,
            gettext_noop("The file describes more than %(most)s time zones."),
            most=most,
        )


def _not_a_calendar(line: int) -> Defect:
    return Defect(
        line, gettext_noop("This is no calendar file: it does not begin with BEGIN:VCALENDAR.")
    )
