"""A series: what repeats, what is left out, what was moved or cancelled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from .defects import Defect, excerpt, gettext_noop
from .events import ZERO, Event, State, Window
from .expanding import expand
from .limits import MAX_OCCURRENCES, Budget
from .lines import Line
from .rules import Rule, read_rule
from .values import DAY, LAST_TIME, Length, Moment, Written, later, read_duration

STEPS_PER_RULE = 10
END_OF_DAY = time(23, 59, 59)


class Interval(NamedTuple):
    """[start, end) in UTC."""

    start: datetime
    end: datetime


@dataclass(slots=True)
class LeftOut:
    """Occurrences that are not in a series: EXDATE, EXRULE, and those that other events replace."""

    starts: set[datetime] = field(default_factory=set)
    days: set[date] = field(default_factory=set)

    def has(self, start: datetime) -> bool:
        return start in self.starts or start.date() in self.days


class Turn(NamedTuple):
    """From wall-clock start `since` on, occurrences are moved by `shift` (THISANDFUTURE)."""

    since: datetime
    shift: timedelta
    start: Moment
    length: Length
    is_busy: bool


class Series:
    """A master event and what is changed about it; times are wall-clock in the master's zone."""

    def __init__(
        self, master: Event, changes: Sequence[Event], window: Window, budget: Budget
    ) -> None:
        self.master, self.window, self.budget = master, window, budget
        self.component, self.zones = master.component, master.zones
        self.start, self.length = master.timing()
        self.is_floating = master.is_floating
        self.own_lengths: dict[datetime, Length] = {}
        self.excluded = LeftOut()
        for line in self.component.all("EXDATE"):
            self._leave_out(self.excluded, line)
        self.excluded_days = self.excluded.days | {each.date() for each in self.excluded.starts}
        self.replaced = LeftOut()
        for change in changes:
            self._leave_out(self.replaced, change.changes)
        self.turns = sorted(self._turns(changes), key=lambda turn: turn.since)
        lengths = (self.length, *(turn.length for turn in self.turns))
        self.longest = max(length.at_most for length in lengths)
        self.shift = max((abs(turn.shift) for turn in self.turns), default=ZERO)

    def occurrences(self) -> list[tuple[datetime, Interval]]:
        """(wall-clock start by the rule, when it is), in no order, without what other events
        replace. Raises Defect."""
        found: list[tuple[datetime, Interval]] = []
        for start in self._starts():
            if not (self.excluded.has(start) or self.replaced.has(start)):
                found += [(start, interval) for interval in self._interval(start)]
            if len(found) > MAX_OCCURRENCES:
                raise Defect(
                    self.master.line,
                    gettext_noop("The event that begins here repeats more than %(most)s times."),
                    most=MAX_OCCURRENCES,
                )
        return found

    def stands_for(self, change: Event) -> datetime:
        """The wall-clock start, by the rule, of the occurrence that `change` replaces."""
        line = change.changes
        return self._as_start(self._moment(line, line.value)) if line else self.start.local

    def has_deleted(self, change: Event) -> bool:
        """An EXDATE that is newer than the change deletes it.

        At equal SEQUENCE it does not: KOrganizer leaves a moved occurrence out of its series and
        adds the moved one, and must not lose it.
        """
        if change.sequence >= self.master.sequence:
            return False
        named = LeftOut()
        self._leave_out(named, change.changes)
        return any(self.excluded.has(start) for start in named.starts) or bool(
            named.days & self.excluded_days
        )

    def _interval(self, start: datetime) -> Iterator[Interval]:
        passed = bisect_right(self.turns, start, key=lambda turn: turn.since)
        if not passed:
            if self.master.state is State.BUSY:
                length = self.own_lengths.get(start, self.length)
                yield Interval(
                    Moment(start, self.start.zone, self.start.is_date).utc(),
                    length.end(start, self.start.zone),
                )
        elif (turn := self.turns[passed - 1]).is_busy:
            moved = later(start, turn.shift)
            zone = turn.start.zone
            yield Interval(
                Moment(moved, zone, turn.start.is_date).utc(), turn.length.end(moved, zone)
            )

    def _starts(self) -> set[datetime]:
        rules = [(read_rule(line), line) for line in self.component.all("RRULE")]
        starts = self._extra_starts()
        ends = [self._last_start(rule) for rule, _ in rules]
        # A series whose UNTIL lies before its own start was ended by "this and all following".
        if not ends or max(ends) >= self.start.local:
            starts.add(self.start.local)
        for rule, line in rules:
            starts.update(self._repetitions(rule, line))
        for line in self.component.all("EXRULE"):
            starts.difference_update(self._repetitions(read_rule(line), line))
        return starts

    def _repetitions(self, rule: Rule, line: Line) -> Iterator[datetime]:
        self.budget.spend(STEPS_PER_RULE, line.number)
        before, after = self.longest + self.shift + DAY, self.shift + DAY
        return expand(
            rule,
            self.start.local,
            first=later(self.window.first.replace(tzinfo=None), -before),
            last=later(self.window.last.replace(tzinfo=None), after),
            until=self._last_start(rule),
            budget=self.budget,
            line=line.number,
        )

    def _last_start(self, rule: Rule) -> datetime:
        """UNTIL (inclusive) as wall-clock time of this series, in whatever form it was written."""
        until = rule.until
        if until is None:
            return LAST_TIME
        if self.start.is_date:
            return datetime.combine(self._last_day(until), time.min)
        if until.is_date:
            return datetime.combine(until.local.date(), END_OF_DAY)
        return self._wall(Moment(until.local, UTC, is_date=False)) if until.is_utc else until.local

    def _last_day(self, until: Written) -> date:
        """The last whole day. Exchange writes its midnight in UTC, Google T235959Z for the date."""
        if until.is_utc and until.local.time() != END_OF_DAY:
            return self._wall(Moment(until.local, UTC, is_date=False)).date()
        return until.local.date()

    def _extra_starts(self) -> set[datetime]:
        starts: set[datetime] = set()
        for line in self.component.all("RDATE"):
            for value in self._values(line):
                begins, _, ends = value.partition("/")
                moment = self._moment(line, begins)
                start = self._wall(moment) if ends else self._as_start(moment)
                if ends:
                    self.own_lengths[start] = self._period_length(moment, ends, line)
                starts.add(start)
        return starts

    def _period_length(self, begins: Moment, ends: str, line: Line) -> Length:
        if ends.lstrip("+").upper().startswith("P"):
            length = read_duration(ends, line)
        else:
            length = Length(0, self._moment(line, ends).utc() - begins.utc())
        if length.days < 0 or length.exact < ZERO:
            raise Defect(
                line.number,
                gettext_noop("The period “%(value)s” ends before it begins."),
                value=excerpt(ends),
            )
        return length

    def _leave_out(self, left_out: LeftOut, line: Line | None) -> None:
        if line is None:
            return
        for value in self._values(line):
            moment = self._moment(line, value)
            if moment.is_date or self.start.is_date:
                left_out.days.add(self._wall(moment).date())
            else:
                left_out.starts.add(self._wall(moment))
                if self.is_floating:
                    # Its digits may be all that is meant: T090000Z next to a start at T090000.
                    left_out.starts.add(moment.local)

    def _turns(self, changes: Sequence[Event]) -> Iterator[Turn]:
        for change in changes:
            line = change.changes
            if line is None or not change.changes_all_later_ones:
                continue
            since = self._as_start(self._moment(line, line.value))
            if change.state is State.BUSY:
                start, length = change.timing()
                yield Turn(since, start.local - since, start, length, is_busy=True)
            else:
                yield Turn(since, ZERO, self.start, self.length, is_busy=False)

    def _values(self, line: Line) -> list[str]:
        """EXDATE: and RDATE: without any date are common and mean nothing."""
        values = [value for value in line.value.split(",") if value.strip()]
        self.budget.spend_dates(len(values), line.number)
        return values

    def _moment(self, line: Line, value: str) -> Moment:
        # Without a zone of its own, an exception is meant as its event is.
        return self.zones.moment(line, value, floating=self.start.zone)

    def _as_start(self, moment: Moment) -> datetime:
        wall = self._wall(moment)
        if self.start.is_date:
            return datetime.combine(wall.date(), time.min)
        if moment.is_date:
            return datetime.combine(wall.date(), self.start.local.time())
        return wall

    def _wall(self, moment: Moment) -> datetime:
        """The same instant on the wall clock of the series."""
        if moment.is_date or moment.zone is self.start.zone:
            return moment.local
        try:
            return moment.utc().astimezone(self.start.zone).replace(tzinfo=None)
        except OverflowError:
            return moment.local
