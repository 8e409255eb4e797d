"""Which days and times a rule means, within a stretch of time and with bounded work.

`dateutil.rrule` knows the same rules but cannot be bounded: while a rule matches nothing
(FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30) it steps on to the year 9999 without returning, 9 seconds on
our machine, and a rule from 1601 is stepped through from 1601. Here only the periods (years, weeks,
hours) that touch the asked stretch are looked at, and every step is paid for. The tests compare the
two over random rules.

All times are naive wall-clock times of the event's own zone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

from .days import DayTest, days_from
from .defects import Defect, gettext_noop
from .limits import MAX_TIMES_PER_DAY, Budget
from .rules import Rule
from .values import later

CLOCK_STEPS = {
    "SECONDLY": timedelta(seconds=1),
    "MINUTELY": timedelta(minutes=1),
    "HOURLY": timedelta(hours=1),
}


def expand(
    rule: Rule,
    start: datetime,
    *,
    first: datetime,
    last: datetime,
    until: datetime,
    budget: Budget,
    line: int,
) -> Iterator[datetime]:
    """The repetitions r of `rule` with start ≤ r ≤ until and first ≤ r ≤ last, in order.

    `start` is DTSTART; it is part of the result only if the rule means it. `until` is the rule's
    UNTIL as wall-clock time (LAST_TIME if it has none). Raises Defect, naming `line`, when the
    budget is spent.
    """
    if rule.frequency in CLOCK_STEPS:
        expansion: _Expansion = _ByClock(rule, start, budget, line)
    else:
        expansion = _ByCalendar(rule, start, budget, line)
    return expansion.between(max(first, start), min(last, until))


class _Expansion(ABC):
    def __init__(self, rule: Rule, start: datetime, budget: Budget, line: int) -> None:
        self.rule = rule
        self.start = start
        self.budget = budget
        self.line = line
        self.day = DayTest(rule, start)

    def between(self, first: datetime, last: datetime) -> Iterator[datetime]:
        skipped, seen = self._skip(first)
        for found in self._from(skipped, last):
            if found < self.start:
                continue
            seen += 1
            if found > last or (self.rule.count is not None and seen > self.rule.count):
                return
            if found >= first:
                yield found

    def _skip(self, first: datetime) -> tuple[int, int]:
        """(periods that can be skipped, repetitions in them), for a stretch that begins late.

        With COUNT every repetition since the start must be known: skipped only where each period
        has equally many.
        """
        skipped = max(self._period_of(first) - 1, 0)
        if self.rule.count is None or skipped < 2:
            return (skipped if self.rule.count is None else 0), 0
        each = self._repetitions_in_each_period()
        if each is None:
            return 0, 0
        in_the_first = sum(1 for found in self._in_period(0) if found >= self.start)
        return skipped, in_the_first + (skipped - 1) * each

    @abstractmethod
    def _period_of(self, moment: datetime) -> int:
        """The number of the period `moment` lies in; that of the start is 0."""

    @abstractmethod
    def _in_period(self, number: int) -> list[datetime]:
        """The repetitions of one period, in order, also those before the start."""

    @abstractmethod
    def _from(self, period: int, last: datetime) -> Iterator[datetime]:
        """The repetitions of this period and the following ones, until one lies behind `last`."""

    @abstractmethod
    def _repetitions_in_each_period(self) -> int | None:
        """How many each period has, or None where they differ."""

    def _positioned(self, found: list[datetime]) -> list[datetime]:
        if not self.rule.by_position:
            return found
        size = len(found)
        places = {p - 1 if p > 0 else size + p for p in self.rule.by_position}
        return [found[place] for place in sorted(places) if 0 <= place < size]


class _ByCalendar(_Expansion):
    """DAILY, WEEKLY, MONTHLY and YEARLY: days of a period, each at some times."""

    def __init__(self, rule: Rule, start: datetime, budget: Budget, line: int) -> None:
        super().__init__(rule, start, budget, line)
        self.times = self._times_of_day()
        self.week = start.toordinal() - (start.weekday() - rule.week_start) % 7

    def _times_of_day(self) -> list[time]:
        rule, start = self.rule, self.start
        hours, minutes = rule.by_hour or (start.hour,), rule.by_minute or (start.minute,)
        seconds = rule.by_second or (start.second,)
        if len(hours) * len(minutes) * len(seconds) > MAX_TIMES_PER_DAY:
            raise Defect(
                self.line,
                gettext_noop("The rule repeats more than %(most)s times a day."),
                most=MAX_TIMES_PER_DAY,
            )
        return sorted(time(*clock) for clock in product(hours, minutes, seconds))

    def _period_of(self, moment: datetime) -> int:
        start, interval = self.start, self.rule.interval
        match self.rule.frequency:
            case "DAILY":
                passed = moment.toordinal() - start.toordinal()
            case "WEEKLY":
                passed = (moment.toordinal() - self.week) // 7
            case "MONTHLY":
                passed = (moment.year - start.year) * 12 + moment.month - start.month
            case _:
                passed = moment.year - start.year
        return passed // interval

    def _from(self, period: int, last: datetime) -> Iterator[datetime]:
        for number in range(period, self._period_of(last) + 1):
            yield from self._in_period(number)

    def _in_period(self, number: int) -> list[datetime]:
        candidates = self._candidates(number * self.rule.interval)
        days = [day for day in candidates if self.day.passes(day)]
        self.budget.spend(1 + len(candidates) // 2 + len(days) * len(self.times), self.line)
        return self._positioned([datetime.combine(day, at) for day in days for at in self.times])

    def _candidates(self, passed: int) -> list[date]:
        """The days of the period `passed` days, weeks, months or years after that of the start."""
        start = self.start
        match self.rule.frequency:
            case "DAILY":
                return days_from(start.toordinal() + passed, 1)
            case "WEEKLY":
                return days_from(self.week + 7 * passed, 7)
            case "MONTHLY":
                year, month = divmod(start.year * 12 + start.month - 1 + passed, 12)
                return self.day.of_month(year, month + 1)
            case _:
                months = self.day.months or range(1, 13)
                return [
                    day for m in sorted(months) for day in self.day.of_month(start.year + passed, m)
                ]

    def _repetitions_in_each_period(self) -> int | None:
        rule = self.rule
        plain = (
            not (rule.by_month or rule.by_week_number or rule.by_year_day or rule.by_month_day)
            and not rule.by_position
        )
        if rule.frequency == "DAILY" and plain and not rule.by_day:
            return len(self.times)
        if rule.frequency == "WEEKLY" and plain:
            return len(self.day.weekdays) * len(self.times)
        return None


class _ByClock(_Expansion):
    """HOURLY, MINUTELY and SECONDLY: equal steps of the clock; the BY parts leave some out."""

    def __init__(self, rule: Rule, start: datetime, budget: Budget, line: int) -> None:
        super().__init__(rule, start, budget, line)
        self.step = CLOCK_STEPS[rule.frequency] * rule.interval
        # An hour begins at its full hour: BYMINUTE=0 may come before the minute of the start.
        seconds = 0 if rule.frequency != "SECONDLY" else start.second
        self.base = start.replace(
            minute=0 if rule.frequency == "HOURLY" else start.minute, second=seconds
        )

    def _period_of(self, moment: datetime) -> int:
        return (moment - self.base) // self.step

    def _from(self, period: int, last: datetime) -> Iterator[datetime]:
        steps = self._period_of(last)
        while period <= steps:
            self.budget.spend(1, self.line)
            at = self.base + period * self.step
            resumes = self._resumes(at)
            if resumes is None:
                yield from self._in_period(period)
                period += 1
            else:
                period = max(period + 1, -((self.base - resumes) // self.step))

    def _in_period(self, number: int) -> list[datetime]:
        at = self.base + number * self.step
        rule, start = self.rule, self.start
        minutes, seconds = rule.by_minute or (start.minute,), rule.by_second or (start.second,)
        if rule.frequency != "HOURLY":
            minutes = (at.minute,)
        if rule.frequency == "SECONDLY":
            seconds = (at.second,)
        self.budget.spend(len(minutes) * len(seconds), self.line)
        times = sorted(product(minutes, seconds))
        return self._positioned([at.replace(minute=m, second=s) for m, s in times])

    def _resumes(self, at: datetime) -> datetime | None:
        """If the BY parts leave `at` out: the earliest moment that they may not leave out."""
        rule = self.rule
        if not self.day.passes(at.date()):
            return later(datetime.combine(at.date(), time.min), timedelta(days=1))
        if rule.by_hour and at.hour not in rule.by_hour:
            return later(at.replace(minute=0, second=0), timedelta(hours=1))
        if rule.frequency != "HOURLY" and rule.by_minute and at.minute not in rule.by_minute:
            return later(at.replace(second=0), timedelta(minutes=1))
        if rule.frequency == "SECONDLY" and rule.by_second and at.second not in rule.by_second:
            return later(at, timedelta(seconds=1))
        return None

    def _repetitions_in_each_period(self) -> int | None:
        rule = self.rule
        by_day = rule.by_month or rule.by_week_number or rule.by_year_day or rule.by_month_day
        by_clock = rule.by_hour or rule.by_minute or rule.by_second or rule.by_position
        return None if by_day or rule.by_day or by_clock else 1
