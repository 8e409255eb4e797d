"""From masks of free starts to the days and times that people read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from counsellors.availability.enums import Mode

from .clock import LocalDay, local_day, moment_of
from .questions import OfferedDay, OfferedTime
from .search import Finding
from .strips import Free, RoomBoard, Strip

# Somebody's free starts on one day, (who, number of the day's first start, mask from there on):
# a plain tuple, because there are as many as people times days.
FreeOnDay = tuple[Free, int, int]

# What `OfferedTime._make` does, for half the price: a long list has 150,000.
_offered_time: Callable[[Iterable[object]], OfferedTime] = partial(tuple.__new__, OfferedTime)


def days_on_offer(
    finding: Finding, minutes: int, first_day: int, end_day: int
) -> Iterator[OfferedDay]:
    for ordinal in range(first_day, end_day):
        day = local_day(ordinal)
        own, others = _on_day(finding.own, day), _on_day(finding.others, day)
        count = sum(len(free.modes) * starts.bit_count() for free, _, starts in (*own, *others))
        if count:
            yield OfferedDay(day.date, count, partial(_listed, own, others, finding.rooms, minutes))


def time_of(start: int, free: Free, rooms: Mapping[int, RoomBoard], *, minutes: int) -> OfferedTime:
    """The offer that begins at `start`, in the first of the ways to meet."""
    return _beginning(start, [free], rooms, minutes)[0]


def _on_day(people: Iterable[Free], day: LocalDay) -> list[FreeOnDay]:
    cuts: dict[Strip, tuple[int, int]] = {}
    found = []
    for free in people:
        cut = cuts.get(free.strip)
        if cut is None:
            first = free.strip.slot(day.starts)
            cut = cuts[free.strip] = first, (1 << free.strip.slot(day.ends) - first) - 1
        if starts := free.starts >> cut[0] & cut[1]:
            found.append((free, cut[0], starts))
    return found


def _listed(
    own: list[FreeOnDay], others: list[FreeOnDay], rooms: Mapping[int, RoomBoard], minutes: int
) -> list[OfferedTime]:
    """The own counsellor's first, then by start, then in the order of the people."""
    listed: list[OfferedTime] = []
    for people in (own, others):
        at: defaultdict[int, list[Free]] = defaultdict(list)
        for free, first, mask in people:
            for start in free.strip.starts(mask, first=first):
                at[start].append(free)
        for start in sorted(at):
            listed += _beginning(start, at[start], rooms, minutes)
    return listed


def _beginning(
    start: int, people: Iterable[Free], rooms: Mapping[int, RoomBoard], minutes: int
) -> list[OfferedTime]:
    starts_at, ends_at = moment_of(start), moment_of(start + minutes)
    return [
        _offered_time(
            (
                starts_at,
                ends_at,
                counsellor_id,
                centre_id,
                mode,
                rooms[centre_id].free_at(start) if mode == Mode.IN_PERSON else (),
            )
        )
        for counsellor_id, centre_id, modes, _, _ in people
        for mode in modes
    ]
