"""What a calendar file says will happen: dates with their texts, and what cannot be understood.

Unlike busy times, an event that cannot be understood does not refuse the file: a programme of two
hundred evenings must not end because one of them has an unknown zone. It comes back as a `Fault`.
A file that is broken as a whole (cut off, too large, no calendar) raises Defect.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from .busy import newest, newest_of_each
from .components import CalendarFile, Component, read_components
from .defects import Defect, gettext_noop
from .events import Event, State, Window, is_cancelled, is_far_outside, sequence_of
from .file_zones import FileZones
from .gathering import identity_of, must_count_as_we_do
from .limits import MAX_DATES_OF_ONE, MAX_HAPPENINGS, MAX_STEPS_OF_ONE, Budget
from .lines import WITH_TEXTS, logical_lines
from .series import Interval, Series
from .zones import Zones

ESCAPED = re.compile(r"\\([\\;,nN])")
# What has no end still is at a moment.
_INSTANT = timedelta(seconds=1)
UNESCAPED_COMMA = re.compile(r"(?<!\\),")


@dataclass(frozen=True, slots=True)
class Told:
    """The texts as the file has them, unescaped, at most 20 kB each; may hold HTML."""

    title: str = ""
    text: str = ""
    place: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """One date. `which` says which one of its series, for life: where the rule has it on the wall
    clock, "" if it stands alone. [start, end) in UTC; equal when the file tells no end. `told` is
    None where it is as in the series."""

    which: str
    start: datetime
    end: datetime
    is_whole_days: bool = False
    is_cancelled: bool = False
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """All that one UID says about the window."""

    uid: str
    told: Told
    dates: list[Dated]


@dataclass(frozen=True, slots=True)
class Fault:
    """An event that cannot be understood; the sentence is a msgid, see `defects.Defect`."""

    uid: str
    title: str
    line: int | None
    sentence: str
    params: dict[str, str | int]


@dataclass(slots=True)
class ReadHappenings:
    happenings: list[Happening] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_happenings(
    data: bytes, *, window_from: datetime, window_to: datetime, default_zone: tzinfo
) -> ReadHappenings:
    """Every UID with dates that meet [window_from, window_to), in the order of the file.

    `default_zone` is where whole days and times without a zone are meant. Cancelled dates are there
    and say so; what EXDATE leaves out is not. Raises Defect. Bounds: see `limits`.
    """
    window = Window(window_from.astimezone(UTC), window_to.astimezone(UTC))
    file = read_components(logical_lines(data, wanted=WITH_TEXTS))
    described = FileZones(file.calendars, around=window.first.replace(tzinfo=None), budget=Budget())
    zones = {
        id(calendar): Zones(calendar, described=described, default=default_zone)
        for calendar in file.calendars
    }
    read, dates = ReadHappenings(), 0
    for uid, components in _by_uid(file).items():
        try:
            happening = _One(uid, components, zones, window).read()
        except Defect as defect:
            read.faults.append(_fault(uid, components[0], defect))
            continue
        if happening.dates:
            read.happenings.append(happening)
        dates += len(happening.dates)
        if dates > MAX_HAPPENINGS:
            raise _too_many()
    return read


def _by_uid(file: CalendarFile) -> dict[str, list[Component]]:
    found: dict[str, list[Component]] = {}
    for calendar in file.calendars:
        must_count_as_we_do(calendar)
        for component in calendar.events:
            if component.kind == "VEVENT":
                found.setdefault(identity_of(component), []).append(component)
    return found


class _One:
    """All events of one UID."""

    def __init__(
        self, uid: str, components: list[Component], zones: dict[int, Zones], window: Window
    ) -> None:
        self.uid, self.window, self.budget = uid, window, Budget(MAX_STEPS_OF_ONE)
        events = [_event(each, zones[id(each.calendar)]) for each in components]
        replaced: Counter[str] = Counter()
        self.masters = newest([each for each in events if each.changes is None], replaced)
        self.changes = newest_of_each([each for each in events if each.changes], replaced)
        self.told = _told((self.masters or self.changes)[0].component)

    def read(self) -> Happening:
        dates: dict[str, Dated] = {}
        for each in self._dates():
            if self.window.meets(each.start, max(each.end, each.start + _INSTANT)):
                dates[each.which] = each
            if len(dates) > MAX_DATES_OF_ONE:
                raise Defect(
                    self.masters[0].line if self.masters else None,
                    gettext_noop("It has more than %(most)s dates within a year."),
                    most=MAX_DATES_OF_ONE,
                )
        ordered = sorted(dates.values(), key=lambda each: (each.start, each.which))
        return Happening(self.uid, self.told, ordered)

    def _dates(self) -> Iterator[Dated]:
        deleted: set[int] = set()
        stands_for: dict[int, str] = {}
        for master in self.masters:
            if master.stands_alone and not self.changes:
                yield self._alone(master)
            elif self.changes or not is_far_outside(master.component, self.window):
                series = Series(master, self.changes, self.window, self.budget)
                yield from self._repeated(master, series)
                deleted |= {id(each) for each in self.changes if series.has_deleted(each)}
                stands_for |= {id(c): _wall(series.stands_for(c)) for c in self.changes}
        for change in self.changes:
            if id(change) not in deleted:
                yield from self._changed(change, stands_for.get(id(change)))

    def _alone(self, master: Event) -> Dated:
        start, length = master.timing()
        # Some programs give one UID to many events: then their starts tell them apart.
        which = "" if len(self.masters) == 1 else _wall(start.local)
        interval = Interval(start.utc(), length.end(start.local, start.zone))
        return self._dated(which, interval, master, is_date=start.is_date)

    def _repeated(self, master: Event, series: Series) -> Iterator[Dated]:
        for start, interval in series.occurrences():
            yield self._dated(_wall(start), interval, master, is_date=series.start.is_date)

    def _changed(self, change: Event, which: str | None) -> Iterator[Dated]:
        line = change.changes
        if which is None:
            # A change of a series that is not in the file.
            which = line.value if line else ""
        start, length = change.timing()
        interval = Interval(start.utc(), length.end(start.local, start.zone))
        yield self._dated(which, interval, change, is_date=start.is_date)

    def _dated(self, which: str, interval: Interval, event: Event, *, is_date: bool) -> Dated:
        told = _told(event.component)
        return Dated(
            which, interval.start, interval.end, is_date, is_cancelled(event.component),
            None if told == self.told else told,
        )  # fmt: skip


def _event(component: Component, zones: Zones) -> Event:
    """Free or busy is all the same here; only a cancelled change of a series no longer counts as a
    turn of it."""
    gone = is_cancelled(component) and component.first("RECURRENCE-ID") is not None
    state = State.CANCELLED if gone else State.BUSY
    return Event(component, zones, state, sequence_of(component), forgives_slips=False)


def _told(component: Component) -> Told:
    categories = (
        unescaped(each).strip()
        for line in component.all("CATEGORIES")
        for each in UNESCAPED_COMMA.split(line.value)
    )
    return Told(
        title=unescaped(component.value("SUMMARY")),
        text=unescaped(component.value("DESCRIPTION")),
        place=unescaped(component.value("LOCATION")),
        url=component.value("URL"),
        categories=tuple(each for each in categories if each),
    )


def unescaped(value: str) -> str:
    """A TEXT value (RFC 5545 section 3.3.11) as people read it."""
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _wall(start: datetime) -> str:
    return f"{start:%Y%m%dT%H%M%S}"


def _fault(uid: str, component: Component, defect: Defect) -> Fault:
    title = unescaped(component.value("SUMMARY"))
    line = component.line if defect.line is None else defect.line
    return Fault(uid, title, line, defect.sentence, defect.params)


def _too_many() -> Defect:
    return Defect(
        None,
        gettext_noop("The file holds more than %(most)s dates within a year."),
        most=MAX_HAPPENINGS,
    )
