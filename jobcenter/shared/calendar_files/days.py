"""Whether a day belongs to a rule: its BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY."""

from __future__ import annotations

from calendar import isleap
from datetime import MAXYEAR, MINYEAR, date, datetime

from .rules import Rule

MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DayTest:
    """The day parts of `rule`; what it leaves open is taken from `start`, its DTSTART."""

    def __init__(self, rule: Rule, start: datetime) -> None:
        self.week_start = rule.week_start
        self.months = frozenset(rule.by_month)
        self.month_days = frozenset(rule.by_month_day)
        self.year_days = frozenset(rule.by_year_day)
        self.week_numbers = frozenset(rule.by_week_number)
        self.weekdays = frozenset(weekday for _, weekday in rule.by_day)
        self.ordinals: frozenset[tuple[int, int]] = frozenset()
        # In a week or a day there is no "second Monday": there the ordinal says nothing.
        if rule.frequency in ("MONTHLY", "YEARLY"):
            self.ordinals = frozenset(day for day in rule.by_day if day[0])
            self.weekdays = frozenset(weekday for ordinal, weekday in rule.by_day if not ordinal)
        self.counts_in_month = rule.frequency == "MONTHLY" or bool(rule.by_month)
        self._fill_from(start, rule.frequency)

    def _fill_from(self, start: datetime, frequency: str) -> None:
        if self.weekdays or self.ordinals or self.month_days or self.year_days:
            return
        if self.week_numbers or frequency == "WEEKLY":
            self.weekdays = frozenset({start.weekday()})
        elif frequency in ("MONTHLY", "YEARLY"):
            self.month_days = frozenset({start.day})
            if frequency == "YEARLY" and not self.months:
                self.months = frozenset({start.month})

    def passes(self, day: date) -> bool:
        return (
            (not self.months or day.month in self.months)
            and (not (self.weekdays or self.ordinals) or self._is_such_a_weekday(day))
            and (not self.month_days or self._is_such_a_month_day(day))
            and (not self.year_days or self._is_such_a_year_day(day))
            and (not self.week_numbers or self._is_in_such_a_week(day))
        )

    def of_month(self, year: int, month: int) -> list[date]:
        """The days of a month that may pass, without looking at each where the rule names them."""
        if not MINYEAR <= year <= MAXYEAR:
            return []
        length = _month_length(year, month)
        if self.month_days:
            named = {day if day > 0 else length + 1 + day for day in self.month_days}
        elif self.counts_in_month and (self.weekdays or self.ordinals):
            named = self._weekdays_of_month(date(year, month, 1).weekday(), length)
        else:
            named = set(range(1, length + 1))
        return [date(year, month, day) for day in sorted(named) if 1 <= day <= length]

    def _weekdays_of_month(self, first_weekday: int, length: int) -> set[int]:
        def days(weekday: int) -> range:
            return range(1 + (weekday - first_weekday) % 7, length + 1, 7)

        named = {day for weekday in self.weekdays for day in days(weekday)}
        for ordinal, weekday in self.ordinals:
            place = ordinal - 1 if ordinal > 0 else ordinal
            named.update(days(weekday)[place : place + 1 or None])
        return named

    def _is_such_a_weekday(self, day: date) -> bool:
        weekday = day.weekday()
        if weekday in self.weekdays:
            return True
        if not self.ordinals:
            return False
        if self.counts_in_month:
            position, length = day.day, _month_length(day.year, day.month)
        else:
            position, length = _year_day(day), _year_length(day.year)
        from_the_start, from_the_end = (position - 1) // 7 + 1, -((length - position) // 7 + 1)
        return bool(self.ordinals & {(from_the_start, weekday), (from_the_end, weekday)})

    def _is_such_a_month_day(self, day: date) -> bool:
        from_the_end = day.day - _month_length(day.year, day.month) - 1
        return day.day in self.month_days or from_the_end in self.month_days

    def _is_such_a_year_day(self, day: date) -> bool:
        number = _year_day(day)
        return bool(self.year_days & {number, number - _year_length(day.year) - 1})

    def _is_in_such_a_week(self, day: date) -> bool:
        """Week 1 is the first with four days in the year; it may begin in the year before."""
        year, number = self._week_of(day)
        weeks = self._week_of(date(year, 12, 28))[1]
        return bool(self.week_numbers & {number, number - weeks - 1})

    def _week_of(self, day: date) -> tuple[int, int]:
        middle = day.toordinal() - (day.weekday() - self.week_start) % 7 + 3
        fourth = date.fromordinal(min(max(middle, 1), date.max.toordinal()))
        return fourth.year, (_year_day(fourth) - 1) // 7 + 1


def days_from(ordinal: int, count: int) -> list[date]:
    """`count` days from a proleptic Gregorian ordinal on, as far as the calendar reaches."""
    first, after = max(ordinal, 1), min(ordinal + count, date.max.toordinal() + 1)
    return [date.fromordinal(each) for each in range(first, after)]


def _year_day(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def _month_length(year: int, month: int) -> int:
    # calendar.monthrange also finds the first weekday, which takes five times as long.
    return 29 if month == 2 and isleap(year) else MONTH_LENGTHS[month - 1]


def _year_length(year: int) -> int:
    return 366 if isleap(year) else 365
