"""Which starts are free: a sweep over whole minutes. Pure: no database, no clock, no Django.

All numbers are UTC minutes since 1 January 1970 and every span is half-open, [from, until).

The engine does not ask of each time "is it taken?". It works on *starts*: a stretch of work gives
a span of minutes at which a conversation of the wanted length could begin, and every rule is a set
of holes in that span. What is left after all holes, on the grid, is on offer; how many grid points
each rule took away is the answer to "why are there no times?".

Cost per stretch: one binary search per rule plus one step per hole it meets and per time it yields.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

Span = tuple[int, int]
FAR = 1 << 40  # further than any calendar


class Holes(NamedTuple):
    """Disjoint spans in ascending order, as two columns for the binary search."""

    starts: Sequence[int]
    ends: Sequence[int]


class Barrier(NamedTuple):
    """A rule and the starts it takes away."""

    rule: str
    holes: Holes


class Stretch(NamedTuple):
    """One stretch of work: a conversation must lie inside [start, end) as a whole.

    Stretches of one person do not overlap (`a_counsellor_works_in_one_place_at_a_time`).
    """

    start: int
    end: int
    centre_id: int
    modes: tuple[str, ...]


RoomsAt = Callable[[int], tuple[int, ...]]


class Group(NamedTuple):
    """Ways of meeting that share all barriers, with the free rooms where one is needed."""

    modes: tuple[tuple[str, RoomsAt | None], ...]
    barriers: tuple[Barrier, ...]


class Person(NamedTuple):
    """One counsellor: what rules the person out altogether, and the times that are taken."""

    counsellor_id: int
    before: tuple[Barrier, ...]
    after: tuple[Barrier, ...]


class Place(NamedTuple):
    """One centre: its grid, and for each set of modes a stretch can have, the groups to try."""

    grid: int
    groups: Callable[[tuple[str, ...]], tuple[Group, ...]]


class Candidate(NamedTuple):
    """Who, where and how; the start is the key it is filed under."""

    counsellor_id: int
    centre_id: int
    mode: str
    room_ids: tuple[int, ...]


class Tally:
    """How many starts each rule took away, each start counted under the first rule that hit it."""

    def __init__(self, no_room: str) -> None:
        self.removed: dict[str, int] = {}
        self.no_room = no_room

    def add(self, rule: str, count: int) -> None:
        if count:
            self.removed[rule] = self.removed.get(rule, 0) + count


EVERYTHING = Holes((-FAR,), (FAR,))


def holes_of(spans: Iterable[Span]) -> Holes:
    """The union of `spans`, in any order and overlapping as they like; empty ones are skipped."""
    starts: list[int] = []
    ends: list[int] = []
    reach = -FAR
    for start, end in sorted(spans):
        if start >= end:
            continue
        if starts and start <= reach:
            if end > reach:
                ends[-1] = reach = end
        else:
            starts.append(start)
            ends.append(end)
            reach = end
    return Holes(starts, ends)


def outside_of(span: Span, *, also: Iterable[Span] = ()) -> Holes:
    """Everything but `span`, and `also`."""
    return holes_of([(-FAR, span[0]), (span[1], FAR), *also])


def starts_blocked_by(taken: Iterable[Span], *, length: int, before: int, after: int) -> Holes:
    """The starts s for which [s - before, s + length + after) overlaps a taken span."""
    reach = length + after - 1
    return holes_of((start - reach, end + before) for start, end in taken if start < end)


def starts_not_fitting(spans: Iterable[Span], *, length: int, within: Span) -> list[Span]:
    """The starts in `within` from which `length` minutes do not fit into any one of `spans`."""
    fitting = holes_of((start, end - length + 1) for start, end in spans)
    return carve([within], fitting)


def is_in(holes: Holes, minute: int) -> bool:
    at = bisect_right(holes.ends, minute)
    return at < len(holes.starts) and holes.starts[at] <= minute


def carve(spans: list[Span], holes: Holes) -> list[Span]:
    """What is left of `spans` (disjoint, ascending) outside `holes`."""
    starts, ends = holes
    rest: list[Span] = []
    for start, end in spans:
        at = bisect_right(ends, start)
        while at < len(starts) and starts[at] < end:
            if starts[at] > start:
                rest.append((start, starts[at]))
            start = ends[at]
            at += 1
        if start < end:
            rest.append((start, end))
    return rest


def grid_points(spans: list[Span], grid: int) -> int:
    """How many multiples of `grid` lie in `spans`.

    The grid is the wall clock's too: Copenhagen is always whole hours from UTC, and a grid divides
    the hour.
    """
    return sum((end - 1) // grid - (start - 1) // grid for start, end in spans)


def sift(
    spans: list[Span], barriers: Iterable[Barrier], *, grid: int, tally: Tally, weight: int
) -> list[Span]:
    """`spans` without the holes of any barrier; what each one took is counted `weight` times."""
    for rule, holes in barriers:
        rest = carve(spans, holes)
        if rest != spans:
            tally.add(rule, weight * (grid_points(spans, grid) - grid_points(rest, grid)))
            spans = rest
            if not spans:
                break
    return spans


def sweep(
    person: Person,
    stretches: Iterable[Stretch],
    places: Mapping[int, Place],
    *,
    length: int,
    never: Holes,
    found: Mapping[int, list[Candidate]],
    tally: Tally,
) -> None:
    """File every free start of one person under `found[start]`, and count what the rules took.

    `length` is the conversation in minutes; starts in `never` are no candidates at all and count
    nowhere; `found` must make missing lists itself (a defaultdict).
    """
    for stretch in stretches:
        starts = carve([(stretch.start, stretch.end - length + 1)], never)
        if not starts:
            continue
        place = places[stretch.centre_id]
        for group in place.groups(stretch.modes):
            free = sift(
                starts,
                (*person.before, *group.barriers, *person.after),
                grid=place.grid,
                tally=tally,
                weight=len(group.modes),
            )
            for mode, rooms_at in group.modes:
                candidate = Candidate(person.counsellor_id, stretch.centre_id, mode, ())
                _file(free, place.grid, candidate, rooms_at, found, tally)


def _file(
    free: list[Span],
    grid: int,
    candidate: Candidate,
    rooms_at: RoomsAt | None,
    found: Mapping[int, list[Candidate]],
    tally: Tally,
) -> None:
    for span_start, span_end in free:
        for start in range(-(-span_start // grid) * grid, span_end, grid):
            if rooms_at is None:
                found[start].append(candidate)
            elif room_ids := rooms_at(start):
                found[start].append(candidate._replace(room_ids=room_ids))
            else:
                tally.add(tally.no_room, 1)


class RoomBoard:
    """The bookable rooms of one house and when they are taken."""

    def __init__(self, taken_by_room: Mapping[int, Iterable[Span]], *, length: int) -> None:
        self._blocked = [
            (room_id, starts_blocked_by(taken, length=length, before=0, after=0))
            for room_id, taken in sorted(taken_by_room.items())
        ]
        self._known: dict[int, tuple[int, ...]] = {}

    def free_at(self, start: int) -> tuple[int, ...]:
        """Ids of the rooms that are free from `start` for the whole conversation, ascending."""
        rooms = self._known.get(start)
        if rooms is None:
            rooms = tuple(
                room_id for room_id, blocked in self._blocked if not is_in(blocked, start)
            )
            self._known[start] = rooms
        return rooms
