"""Hours of work as masks of the starts from which a whole conversation lies within them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from counsellors.availability.enums import Mode, Rule

from .clock import LocalDay, local_day
from .strips import Strip, Work
from .tables import HoursRow, minutes_of
from .timetable import Timetable

# One person's hours: (place, ways to meet as the row names them) → mask.
Hours = dict[tuple[int, str], int]


class Days:
    """The local days with these ordinals, and the UTC minutes [starts, ends) they span."""

    def __init__(self, ordinals: range) -> None:
        self.ordinals = ordinals
        self._strips: dict[int, Strip] = {}
        self.all = [local_day(ordinal) for ordinal in ordinals]
        self.by_weekday: dict[int, list[LocalDay]] = {weekday: [] for weekday in range(1, 8)}
        for day in self.all:
            self.by_weekday[day.weekday].append(day)

    def strip(self, grid: int) -> Strip:
        if grid not in self._strips:
            self._strips[grid] = Strip(self.starts, self.ends, grid, span_of=minutes_of)
        return self._strips[grid]

    @property
    def starts(self) -> int:
        return self.all[0].starts

    @property
    def ends(self) -> int:
        return self.all[-1].ends


def works_on(days: Days, timetable: Timetable) -> dict[int, list[Work]]:
    """{counsellor: hours on `days`}, those of one place and kind together."""
    strips = {key: days.strip(centre.grid_minutes) for key, centre in timetable.centres.items()}
    last = timetable.question.minutes - 1
    hours = _weekly(days, timetable.weekly, strips, last)
    for counsellor_id, special in timetable.special.items():
        for ordinal, rows in special.items():
            if ordinal in days.ordinals:
                _replace(hours[counsellor_id], local_day(ordinal), rows, strips, last)
    return {
        counsellor_id: [
            _work(timetable, counsellor_id, place, modes, starts)
            for (place, modes), starts in own.items()
            if starts
        ]
        for counsellor_id, own in hours.items()
    }


def _weekly(
    days: Days, rows: Iterable[HoursRow], strips: Mapping[int, Strip], last: int
) -> defaultdict[int, Hours]:
    hours: defaultdict[int, Hours] = defaultdict(dict)
    for row in rows:
        valid = [
            day
            for day in days.by_weekday[row.day]
            if row.valid_from <= day.ordinal < row.valid_until
        ]
        starts = _starts(row, valid, strips[row.centre_id], last)
        key = row.centre_id, row.modes
        for counsellor_id in row.counsellor_ids:
            own = hours[counsellor_id]
            own[key] = own.get(key, 0) | starts
    return hours


def _replace(
    own: Hours, day: LocalDay, rows: list[HoursRow], strips: Mapping[int, Strip], last: int
) -> None:
    """What a special day says instead: no hours at all if one of its rows says "not that date"."""
    for place, modes in own:
        own[place, modes] &= ~strips[place].between(day.starts, day.ends)
    for row in rows if all(row.hours for row in rows) else ():
        if row.centre_id:
            key = row.centre_id, row.modes
            own[key] = own.get(key, 0) | _starts(row, [day], strips[row.centre_id], last)


def _starts(row: HoursRow, days: Iterable[LocalDay], strip: Strip, last: int) -> int:
    start, end = row.hours or (0, 0)
    return strip.mask((day.minute(start), day.minute(end) - last) for day in days)


def _work(
    timetable: Timetable, counsellor_id: int, centre_id: int, words: str, starts: int
) -> Work:
    modes = _modes(words)
    wanted = tuple(mode for mode in modes if timetable.question.mode in (None, mode))
    if counsellor_id in timetable.unfit:
        return Work(centre_id, wanted, starts, timetable.unfit[counsellor_id])
    if not wanted:
        return Work(centre_id, modes[:1], starts, Rule.OTHER_MODE)
    return Work(centre_id, wanted, starts)


@cache
def _modes(words: str) -> tuple[str, ...]:
    """In the order of `Mode`, however the row lists them."""
    return tuple(mode for mode in Mode.values if mode in words.strip("{}").split(","))
