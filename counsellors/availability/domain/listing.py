"""From masks of free starts to the days and times that people read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from counsellors.availability.enums import Mode

from .clock import LocalDay, local_day, moment_of
from .questions import OfferedDay, OfferedTime
from .search import Finding
from .strips import Free, RoomBoard, Strip

# The fields of an `OfferedTime`.
Row = tuple[object, ...]


def days_on_offer(
    finding: Finding, minutes: int, first_day: int, end_day: int
) -> Iterator[OfferedDay]:
    for ordinal in range(first_day, end_day):
        day = local_day(ordinal)
        count = sum(
            len(free.modes) * starts.bit_count()
            for people in (finding.own, finding.others)
            for free, _, starts in _on_day(people, day)
        )
        if count:
            yield OfferedDay(day.date, count, partial(_listed, finding, day, minutes))


def time_of(start: int, free: Free, rooms: Mapping[int, RoomBoard], *, minutes: int) -> OfferedTime:
    """The offer that begins at `start`, in the first of the ways to meet."""
    return OfferedTime._make(_beginning(start, [free], rooms, minutes)[0])


def _on_day(people: Iterable[Free], day: LocalDay) -> Iterator[tuple[Free, int, int]]:
    """Who is free that day, the number of the day's first start, and the mask from there on."""
    cuts: dict[Strip, tuple[int, int]] = {}
    for free in people:
        cut = cuts.get(free.strip)
        if cut is None:
            first = free.strip.slot(day.starts)
            cut = cuts[free.strip] = first, (1 << free.strip.slot(day.ends) - first) - 1
        if starts := free.starts >> cut[0] & cut[1]:
            yield free, cut[0], starts


def _listed(finding: Finding, day: LocalDay, minutes: int) -> list[Row]:
    """The own counsellor's first, then by start, then in the order of the people."""
    listed: list[Row] = []
    for people in (finding.own, finding.others):
        at: defaultdict[int, list[Free]] = defaultdict(list)
        for free, first, mask in _on_day(people, day):
            for start in free.strip.starts(mask, first=first):
                at[start].append(free)
        for start in sorted(at):
            listed += _beginning(start, at[start], finding.rooms, minutes)
    return listed


def _beginning(
    start: int, people: Iterable[Free], rooms: Mapping[int, RoomBoard], minutes: int
) -> list[Row]:
    starts_at, ends_at = moment_of(start), moment_of(start + minutes)
    return [
        (
            starts_at,
            ends_at,
            counsellor_id,
            centre_id,
            mode,
            rooms[centre_id].free_at(start) if mode == Mode.IN_PERSON else (),
        )
        for counsellor_id, centre_id, modes, _, _ in people
        for mode in modes
    ]
