"""Which starts are free: one bit for each possible start, cleared rule by rule. Pure: no database,
no clock, no Django.

All times are UTC minutes since 1 January 1970 and every span is half-open, [from, until).

A *strip* is the row of starts on a centre's grid in a window of days, e.g. 2,880 quarters of an
hour in 30 days. A *mask* is a whole number that has one bit for each start of a strip: bit i is
start i. So a rule is one `&` for all starts of a person at once, whatever the number of days. The
starts within a person's hours of work lose those that a rule takes away, one rule after another, so
that each start counts under the first rule that hit it. What is left is on offer; the counts answer
"why are there no times?".

The mask of a taken span is worked out once for each distinct span of a search: people begin their
conversations at the same few times. Spans may come in any order and overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

Span = tuple[int, int]
# A span of taken time as it was read: `Strip.span_of` makes minutes of it.
Read = bytes | Span
FAR = 1 << 40  # further than any calendar


class Strip:
    """The starts base, base + grid, … before `end`; bit i of a mask is the start base + i * grid.

    `base` and `end` must be whole hours: then the grid, which divides the hour, is the wall clock's
    too, because Copenhagen is always whole hours from UTC.
    """

    def __init__(
        self, base: int, end: int, grid: int, *, span_of: Callable[[Any], Span] = tuple
    ) -> None:
        self.base, self.grid, self.span_of = base, grid, span_of
        self.size = len(range(base, end, grid))
        self.every = (1 << self.size) - 1
        self._blocked: dict[tuple[int, int], _Blocked] = {}

    def mask(self, spans: Iterable[Span]) -> int:
        """The starts in any of the spans."""
        return reduce(or_, (self.between(start, end) for start, end in spans), 0)

    def between(self, start: int, end: int) -> int:
        """The starts in [start, end)."""
        first = max(self.slot(start), 0)
        until = min(self.slot(end), self.size)
        return (1 << until) - (1 << first) if first < until else 0

    def blocked(self, taken: Iterable[Read], *, earlier: int, later: int) -> int:
        """The starts in any of the taken spans, after moving each start and end outwards by so many
        minutes.
        """
        known = self._blocked.get((earlier, later))
        if known is None:
            known = self._blocked[earlier, later] = _Blocked(self, earlier, later)
        return reduce(or_, map(known.__getitem__, taken), 0)

    def slot(self, minute: int) -> int:
        """The number of the first start that is not before `minute`, also outside the strip."""
        return -((self.base - minute) // self.grid)

    def starts(self, mask: int, *, first: int = 0) -> list[int]:
        """The minutes of the bits that are set, ascending; bit 0 is start number `first`."""
        base, grid = self.base + (first - 1) * self.grid, self.grid
        found = []
        while mask:
            lowest = mask & -mask
            mask ^= lowest
            found.append(base + lowest.bit_length() * grid)
        return found

    def earliest(self, mask: int) -> int:
        """The minute of the first bit that is set; at least one must be."""
        return self.base + ((mask & -mask).bit_length() - 1) * self.grid


class _Blocked(dict[Read, int]):
    """{taken span: the starts it blocks}, filled as spans are asked for."""

    def __init__(self, strip: Strip, earlier: int, later: int) -> None:
        super().__init__()
        self.strip, self.earlier, self.later = strip, earlier, later

    def __missing__(self, taken: Read) -> int:
        start, end = self.strip.span_of(taken)
        bits = self[taken] = self.strip.between(start - self.earlier, end + self.later)
        return bits


class Barrier(NamedTuple):
    """A rule and the starts of one strip it takes away, as a mask."""

    rule: str
    starts: int


class Taken(NamedTuple):
    """A rule and the spans of one person it keeps clear."""

    rule: str
    spans: Collection[Read]


class Work(NamedTuple):
    """The hours of one person at one place in the same ways: the mask of starts that fit in.

    `ruled_out` is the rule that makes all of it nothing for this question, "" if none does.
    """

    centre_id: int
    modes: tuple[str, ...]
    starts: int
    ruled_out: str = ""


class Person(NamedTuple):
    """One counsellor: where and when at work, what is taken, and what must stay clear around it.

    A conversation of `length` minutes that starts at s occupies [s - before, s + length + after).
    """

    counsellor_id: int
    works: Iterable[Work]
    taken: tuple[Taken, ...]
    length: int
    before: int
    after: int


class Place(NamedTuple):
    """One centre: its strip, the starts that are candidates at all, the rules of the house, and the
    rules for some ways to meet.

    `barriers` come in the order in which they count; all of them before what a person has taken.
    """

    strip: Strip
    candidates: int
    barriers: tuple[Barrier, ...]
    barriers_for: Mapping[str, tuple[Barrier, ...]]


class Free(NamedTuple):
    """Whom one can meet where and in which ways, and the mask of starts; never empty."""

    counsellor_id: int
    centre_id: int
    modes: tuple[str, ...]
    strip: Strip
    starts: int


class Tally:
    """How many starts (times ways to meet) each rule took, each under the first that hit it."""

    def __init__(self) -> None:
        self.removed: dict[str, int] = {}

    def take(self, starts: int, barriers: Iterable[Barrier], *, ways: int) -> int:
        """What the barriers leave of `starts`."""
        for rule, barrier in barriers:
            if hit := starts & barrier:
                self.removed[rule] = self.removed.get(rule, 0) + hit.bit_count() * ways
                starts ^= hit
        return starts


def free_starts(person: Person, places: Mapping[int, Place], tally: Tally) -> Iterator[Free]:
    """Where, how and when one can meet this person; counts in `tally` what the rules took."""
    taken: dict[Strip, tuple[Barrier, ...]] = {}
    for work in person.works:
        place, ways = places[work.centre_id], len(work.modes)
        starts = work.starts & place.candidates
        if work.ruled_out:
            tally.take(starts, [Barrier(work.ruled_out, starts)], ways=ways)
        elif starts := tally.take(starts, place.barriers, ways=ways):
            if place.strip not in taken:
                taken[place.strip] = _taken(person, place.strip)
            starts = tally.take(starts, taken[place.strip], ways=ways)
            yield from _by_mode(person.counsellor_id, work, starts, place, tally)


def _taken(person: Person, strip: Strip) -> tuple[Barrier, ...]:
    reach = person.length + person.after - 1
    return tuple(
        Barrier(taken.rule, strip.blocked(taken.spans, earlier=reach, later=person.before))
        for taken in person.taken
    )


def _by_mode(
    counsellor_id: int, work: Work, starts: int, place: Place, tally: Tally
) -> Iterator[Free]:
    """Ways to meet that nothing more is asked of stay together."""
    plain = tuple(mode for mode in work.modes if not place.barriers_for.get(mode))
    ways = [(mode,) for mode in work.modes if mode not in plain] + ([plain] if plain else [])
    for modes in ways:
        left = tally.take(starts, place.barriers_for.get(modes[0], ()), ways=1)
        if left:
            yield Free(counsellor_id, work.centre_id, modes, place.strip, left)


def outside_of(spans: Iterable[Span]) -> list[Span]:
    """Everything but `spans`, which ascend and are disjoint."""
    inside = list(spans)
    starts = [-FAR, *(end for _, end in inside)]
    ends = [*(start for start, _ in inside), FAR]
    return list(zip(starts, ends, strict=True))


class RoomBoard:
    """The bookable rooms of one house, and from which starts each is free for `length` minutes."""

    def __init__(
        self, taken_by_room: Mapping[int, Iterable[Read]], strip: Strip, *, length: int
    ) -> None:
        self._strip = strip
        self._taken = {
            room_id: strip.blocked(taken, earlier=length - 1, later=0)
            for room_id, taken in sorted(taken_by_room.items())
        }
        self._known: dict[int, tuple[int, ...]] = {}

    def full(self) -> int:
        """The starts at which no room is free: all, in a house without rooms."""
        taken = self._strip.every
        for starts in self._taken.values():
            taken &= starts
        return taken

    def free_at(self, start: int) -> tuple[int, ...]:
        """Ids of the rooms that are free from `start` for the whole conversation, ascending."""
        rooms = self._known.get(start)
        if rooms is None:
            slot = self._strip.slot(start)
            rooms = tuple(room for room, taken in self._taken.items() if not taken >> slot & 1)
            self._known[start] = rooms
        return rooms
