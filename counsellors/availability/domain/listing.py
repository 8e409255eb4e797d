"""From free starts in UTC minutes to the days and times that people read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import partial

from counsellors.availability.enums import Mode

from .clock import local_day, moment_of
from .questions import OfferedDay, OfferedTime
from .search import Finding
from .strips import Candidate


def days_on_offer(
    finding: Finding, minutes: int, first_day: int, end_day: int
) -> Iterator[OfferedDay]:
    own, others = sorted(finding.own), sorted(finding.others)
    for ordinal in range(first_day, end_day):
        day = local_day(ordinal)
        candidates = [
            (start, found[start])
            for starts, found in ((own, finding.own), (others, finding.others))
            for start in starts[bisect_left(starts, day.starts) : bisect_left(starts, day.ends)]
        ]
        count = sum(len(one.modes) for _, people in candidates for one in people)
        if count:
            yield OfferedDay(day.date, count, partial(_listed, candidates, finding, minutes))


def _listed(
    candidates: Iterable[tuple[int, list[Candidate]]], finding: Finding, minutes: int
) -> list[OfferedTime]:
    return [
        OfferedTime(
            starts_at,
            ends_at,
            counsellor_id,
            centre_id,
            mode,
            finding.rooms[centre_id].free_at(start) if mode == Mode.IN_PERSON else (),
        )
        for start, people in candidates
        for starts_at, ends_at in [(moment_of(start), moment_of(start + minutes))]
        for counsellor_id, centre_id, modes in people
        for mode in modes
    ]


def earliest(finding: Finding, minutes: int) -> OfferedTime | None:
    """The earliest time; at the same minute the own counsellor goes first."""
    start = min((*finding.own, *finding.others), default=None)
    if start is None:
        return None
    people = finding.own.get(start) or finding.others[start]
    return _listed([(start, people[:1])], finding, minutes)[0]
