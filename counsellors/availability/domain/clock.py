"""Wall-clock time in Copenhagen as whole numbers, right on the two days a year the clock changes.

A *minute* is a UTC minute since 1 January 1970; an *ordinal* is `date.toordinal()`; a *wall minute*
is what the clock on the wall shows, in minutes since local midnight (0 to 1440 inclusive).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import NumericRange

from jobcenter.shared.periods import COPENHAGEN

MINUTES_OF_A_DAY = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def minute_of(moment: datetime) -> int:
    """The UTC minute `moment` lies in, rounded down. `moment` must be aware."""
    return (moment - _EPOCH) // _MINUTE


def minute_not_before(moment: datetime) -> int:
    """The first whole UTC minute at or after `moment`."""
    return -((_EPOCH - moment) // _MINUTE)


def moment_of(minute: int) -> datetime:
    """The aware UTC datetime of a minute."""
    return _EPOCH + timedelta(minutes=minute)


def moment_on(day: date, wall: int) -> datetime:
    """When the clock in Copenhagen first reaches `wall` minutes on `day`: see `LocalDay.minute`."""
    return moment_of(local_day(day.toordinal()).minute(wall))


def is_skipped(day: date, minutes: NumericRange) -> bool:
    """Whether the clock goes forward over all of [from, until) wall minutes: no time is left."""
    return moment_on(day, minutes.lower) >= moment_on(day, minutes.upper)


def local_date_of(moment: datetime) -> date:
    """The date on a calendar in Copenhagen at `moment`."""
    return moment.astimezone(COPENHAGEN).date()


class LocalDay(NamedTuple):
    """One date in Copenhagen: [starts, ends) in minutes, 1380, 1440 or 1500 of them.

    `jump_by` is 0 on ordinary days, +60 when the clock goes forward at `jump_at`, -60 when it goes
    back.
    """

    ordinal: int
    weekday: int
    starts: int
    ends: int
    jump_at: int
    jump_by: int

    @property
    def date(self) -> date:
        return date.fromordinal(self.ordinal)

    def minute(self, wall: int) -> int:
        """The minute at which the wall clock first reaches `wall`.

        A time the clock skips is the moment of the jump; a time it shows twice is the first one.
        So neighbouring stretches of wall time never overlap and never leave a hole.
        """
        naive = self.starts + wall
        if not self.jump_by or naive < self.jump_at:
            return naive
        return max(self.jump_at, naive - self.jump_by)

    @property
    def second_showing(self) -> tuple[int, int] | None:
        """[from, until) of the hour the wall clock shows for the second time, if there is one."""
        if self.jump_by >= 0:
            return None
        return self.jump_at, self.jump_at - self.jump_by


@lru_cache(maxsize=4096)
def local_day(ordinal: int) -> LocalDay:
    starts, ends = _midnight(ordinal), _midnight(ordinal + 1)
    jump_by = MINUTES_OF_A_DAY - (ends - starts)
    jump_at = _first_minute_after_the_jump(starts, ends) if jump_by else 0
    weekday = date.fromordinal(ordinal).isoweekday()
    return LocalDay(ordinal, weekday, starts, ends, jump_at, jump_by)


def _midnight(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return minute_of(datetime(day.year, day.month, day.day, tzinfo=COPENHAGEN))


def _first_minute_after_the_jump(starts: int, ends: int) -> int:
    """The change of the clock within [starts, ends), found by halving."""
    before = _offset(starts)
    while ends - starts > 1:
        middle = (starts + ends) // 2
        if _offset(middle) == before:
            starts = middle
        else:
            ends = middle
    return ends


def _offset(minute: int) -> timedelta:
    return moment_of(minute).astimezone(COPENHAGEN).utcoffset() or timedelta()
