"""On which days a rule falls, and when that is by the clock of Copenhagen.

Local days and wall-clock minutes, so a meeting at 19 is at 19 on both sides of a clock change; its
length is in real minutes. A rule holds two years at most. Compared with dateutil in the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from events.activities.enums import Repeats
from jobcenter.shared.periods import COPENHAGEN

LONGEST_RULE = timedelta(days=2 * 366)
_WEEK = timedelta(days=7)
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`first` and `last` are inclusive; `weekdays` are ISO (Monday 1); `nth` counts the weekday
    within its month, −1 is the last one. `every` counts weeks from Monday of the first week, or
    months from the first month."""

    repeats: Repeats
    first: date
    last: date
    weekdays: frozenset[int] = frozenset()
    every: int = 1
    nth: int | None = None

    def days(self) -> list[date]:
        """In order, each once."""
        if self.repeats == Repeats.ONCE:
            return [self.first]
        if self.repeats == Repeats.IRREGULAR:
            return []
        falls = self._in_its_week if self.repeats == Repeats.WEEKLY else self._in_its_month
        return [d for d in self._all() if d.isoweekday() in self.weekdays and falls(d)]

    def _all(self) -> Iterator[date]:
        last = min(self.last, self.first + LONGEST_RULE)
        return (self.first + timedelta(days=n) for n in range((last - self.first).days + 1))

    def _in_its_week(self, day: date) -> bool:
        return ((_monday(day) - _monday(self.first)) // _WEEK) % self.every == 0

    def _in_its_month(self, day: date) -> bool:
        months = (day.year - self.first.year) * _MONTHS + day.month - self.first.month
        return months % self.every == 0 and self.nth in _places_in_month(day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _places_in_month(day: date) -> set[int]:
    is_last = (day + _WEEK).month != day.month
    return {(day.day - 1) // 7 + 1} | ({-1} if is_last else set())


def starts(day: date, minute: int) -> datetime:
    """The instant, in UTC. A minute that the clock skips is the one an hour later; of a minute
    that comes twice it is the first."""
    local = datetime.combine(day, time(minute // 60, minute % 60), COPENHAGEN)
    return local.astimezone(UTC)
