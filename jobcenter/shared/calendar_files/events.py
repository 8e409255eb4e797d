"""One VEVENT: when it is, how long it takes, whether it keeps its owner busy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .components import Component
from .defects import Defect, gettext_noop
from .lines import Line, parameters
from .rules import read_rule
from .values import DAY, LAST_TIME, Length, Moment, later, parse_time, read_duration, read_time
from .zones import Zones

ZERO = timedelta(0)
# "Working elsewhere" is at work, only not here; Outlook itself writes it as TRANSPARENT
# ([MS-OXCICAL] 2.1.3.1.1.20.25). Tentative and out of office keep a counsellor from a conversation.
FREE = frozenset({"FREE", "WORKINGELSEWHERE"})
TELL_THE_TIME = frozenset({"DTSTART", "DTEND", "RRULE", "RDATE"})
REPEATS = frozenset({"RRULE", "RDATE", "EXDATE", "EXRULE"})
MAY_LIE_ELSEWHERE = frozenset({"RECURRENCE-ID", "RDATE"})
CANCELLED = frozenset({"CANCELLED", "CANCELED"})


class State(StrEnum):
    """BUSY, or why an event does not count. The values are the keys of `ignored`."""

    BUSY = "busy"
    CANCELLED = "cancelled"
    FREE = "free"
    WITHOUT_TIME = "without_time"
    ZERO_LENGTH = "zero_length"
    REPLACED = "replaced"
    OUTSIDE = "outside_the_window"


@dataclass(frozen=True, slots=True)
class Window:
    """[first, last) in UTC: only what lies in it is worked out."""

    first: datetime
    last: datetime

    def meets(self, start: datetime, end: datetime) -> bool:
        return start < self.last and end > self.first


@dataclass(slots=True, eq=False)
class Event:
    """A VEVENT whose times are only read when they matter.

    A cancelled or free event may hold any nonsense: it does not refuse the file.
    """

    component: Component
    zones: Zones
    state: State
    sequence: int
    # Busy times forgive an end up to a day before the start: all between the two is busy. Of what
    # is to stand in a programme nobody knows when it is.
    forgives_slips: bool = True

    @property
    def line(self) -> int:
        return self.component.line

    @property
    def stands_alone(self) -> bool:
        """Nothing repeats it and nothing is left out: most events."""
        return not (self.component.lines.keys() & REPEATS)

    @property
    def changes(self) -> Line | None:
        """RECURRENCE-ID: which occurrence of its series this event stands for."""
        return self.component.first("RECURRENCE-ID")

    @property
    def is_floating(self) -> bool:
        """Whether DTSTART is a time of day without any zone."""
        line = self.component.first("DTSTART")
        written = parse_time(line.value) if line else None
        if line is None or written is None or written.is_date or written.is_utc:
            return False
        return not (line.head and parameters(line).get("TZID"))

    @property
    def changes_all_later_ones(self) -> bool:
        """RANGE=THISANDFUTURE: and all that come after it."""
        line = self.changes
        if line is None or not line.head:
            return False
        given = parameters(line).get("RANGE", "").upper()
        if given not in ("", "THISANDFUTURE"):
            raise Defect(
                line.number, gettext_noop("RANGE=%(given)s is not known."), given=given[:20]
            )
        return bool(given)

    def timing(self) -> tuple[Moment, Length]:
        """Start and length as DTSTART with DTEND or DURATION give them. Raises Defect."""
        start_line = _only(self.component, "DTSTART")
        if start_line is None:
            raise Defect(self.line, gettext_noop("The event that begins here has no DTSTART."))
        start = self.zones.moment(start_line)
        end_line, duration_line = _only(self.component, "DTEND"), _only(self.component, "DURATION")
        if end_line is not None:
            end = self.zones.moment(end_line, floating=start.zone)
            return _until(start, end, end_line, self._most_slip)
        if duration_line is not None:
            length = read_duration(duration_line.value, duration_line)
            return _lasting(start, length, duration_line, self._most_slip)
        return start, Length(1 if start.is_date else 0, ZERO)

    @property
    def _most_slip(self) -> timedelta:
        return DAY if self.forgives_slips else ZERO


def read_event(component: Component, zones: Zones, window: Window) -> Event:
    return Event(component, zones, _state(component, window), sequence_of(component))


def is_cancelled(component: Component) -> bool:
    whole_calendar = component.calendar.value("METHOD").upper() == "CANCEL"
    return whole_calendar or component.value("STATUS").upper() in CANCELLED


def _state(component: Component, window: Window) -> State:
    if is_cancelled(component):
        return State.CANCELLED
    if component.value("TRANSP").upper() == "TRANSPARENT":
        return State.FREE
    if component.value("X-MICROSOFT-CDO-BUSYSTATUS").upper() in FREE:
        return State.FREE
    if not (component.lines.keys() & TELL_THE_TIME):
        return State.WITHOUT_TIME
    return State.OUTSIDE if is_far_outside(component, window) else State.BUSY


def is_far_outside(component: Component, window: Window) -> bool:
    """Days away from the window, whatever its zone is: most events of a calendar are long over.

    What cannot even be read as a date or a parameter refuses the file here as well.
    """
    if component.lines.keys() & MAY_LIE_ELSEWHERE or not component.all("DTSTART"):
        return False
    lines = (component.first("DTSTART"), component.first("DTEND"))
    times = [
        read_time(line.value, line).local
        for line in lines
        if line is not None and parameters(line) is not None
    ]
    if min(times) > later(window.last.replace(tzinfo=None), 2 * DAY):
        return True
    return _last(component, times) < later(window.first.replace(tzinfo=None), -2 * DAY)


def _last(component: Component, times: list[datetime]) -> datetime:
    """When it is over at the latest, give or take the zones; LAST_TIME if it goes on."""
    duration = component.first("DURATION")
    if duration is not None:
        times = [*times, later(max(times), read_duration(duration.value, duration).at_most)]
    rules = [read_rule(line) for line in component.all("RRULE")]
    untils = [rule.until.local if rule.until else LAST_TIME for rule in rules]
    return later(max(times), max(untils) - min(times)) if untils else max(times)


def sequence_of(component: Component) -> int:
    value = component.value("SEQUENCE")
    return int(value) if len(value) < 12 and value.isascii() and value.isdigit() else 0


def _only(component: Component, name: str) -> Line | None:
    """The property, which must not be there twice with different values."""
    first = component.first(name)
    for other in component.all(name)[1:]:
        if first is not None and other[2:] != first[2:]:
            raise Defect(
                other.number, gettext_noop("The event has two different %(name)s."), name=name
            )
    return first


def _until(start: Moment, end: Moment, line: Line, most: timedelta) -> tuple[Moment, Length]:
    if start.is_date and end.is_date:
        days = (end.local - start.local).days
        if days < 0:
            _must_be_a_small_slip(timedelta(days=days), line, most)
            return end, Length(1 - days, ZERO)
        # DTEND equal to DTSTART is not allowed, but is how some programs write one whole day.
        return start, Length(days or 1, ZERO)
    start = start._replace(is_date=False)
    exact = end.utc() - start.utc()
    if exact < ZERO:
        _must_be_a_small_slip(exact, line, most)
        return end._replace(is_date=False), Length(0, -exact)
    return start, Length(0, exact)


def _lasting(start: Moment, length: Length, line: Line, most: timedelta) -> tuple[Moment, Length]:
    if length.days < 0 or length.exact < ZERO:
        whole = timedelta(days=length.days) + length.exact
        _must_be_a_small_slip(whole, line, most)
        return start._replace(local=later(start.local, whole), is_date=False), Length(0, -whole)
    if start.is_date:
        days = length.days + length.exact // DAY
        if not length.exact % DAY:
            return start, Length(days, ZERO)
        start = start._replace(is_date=False)
    return start, length


def _must_be_a_small_slip(negative: timedelta, line: Line, most: timedelta) -> None:
    if negative >= -most:
        return
    if most:
        raise Defect(line.number, gettext_noop("The event ends more than a day before it begins."))
    raise Defect(line.number, gettext_noop("It ends before it begins."))
