"""Which starts are free: one byte for each possible start, painted by rule. Pure: no database, no
clock, no Django.

All times are UTC minutes since 1 January 1970 and every span is half-open, [from, until).

A *strip* is the row of starts on a centre's grid in a window of days, e.g. 2,880 quarters of an
hour in 30 days. For each person it is first all free; every rule then paints the starts it takes
away, the least telling rule first, so that in the end each byte names the first rule that hit it.
What lies outside the hours of work is cut off. Free bytes are on offer; counting the others answers
"why are there no times?".

Painting a span is one copy of bytes, so a person costs one step per taken span and stretch of work
and one per free start, whatever the number of rules. Spans may come in any order and overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress
from typing import NamedTuple

Span = tuple[int, int]
# Spans as two columns of the same length.
Columns = tuple[list[int], list[int]]
FAR = 1 << 40  # further than any calendar

# The codes of a byte. The first layer of paint is _TAKEN, the next one higher, and so on; _FREE and
# _TAKEN share no bit.
_CUT_OFF, _FREE, _TAKEN = 0, 1, 2
_IS_FREE = bytes(byte == _FREE for byte in range(256))


class Barrier(NamedTuple):
    """A rule and the spans of starts it takes away."""

    rule: str
    spans: Columns


class Strip:
    """The starts base, base + grid, … before `end`; slot i is the start base + i * grid.

    `base` and `end` must be whole hours: then the grid, which divides the hour, is the wall clock's
    too, because Copenhagen is always whole hours from UTC.
    """

    def __init__(self, base: int, end: int, grid: int) -> None:
        self.base, self.grid = base, grid
        self.starts = list(range(base, end, grid))

    def slots(self, columns: Columns, *, earlier: int = 0, later: int = 0) -> list[Span]:
        """The slots in the spans, after moving all starts and ends outwards by so many minutes."""
        base, grid = self.base + earlier, self.grid
        firsts = [-((base - start) // grid) for start in columns[0]]
        base = self.base - later
        ends = [-((base - end) // grid) for end in columns[1]]
        if firsts and min(firsts) < 0:
            firsts = [max(first, 0) for first in firsts]
        if ends and max(ends) > len(self.starts):
            ends = [min(end, len(self.starts)) for end in ends]
        return [span for span in zip(firsts, ends, strict=True) if span[0] < span[1]]


class Work(NamedTuple):
    """The stretches of one person at one place in the same ways: `spans` of starts that fit in.

    `ruled_out` is the rule that makes all of it nothing for this question, "" if none does.
    """

    centre_id: int
    modes: tuple[str, ...]
    spans: Columns
    ruled_out: str = ""


class Person(NamedTuple):
    """One counsellor: where and when at work, what is taken, and what must stay clear around it.

    A conversation of `length` minutes that starts at s occupies [s - before, s + length + after).
    """

    counsellor_id: int
    works: Iterable[Work]
    taken: tuple[Barrier, ...]
    length: int
    before: int
    after: int


class Place(NamedTuple):
    """One centre: its strip, the rules of the house, and starts that some ways to meet rule out.

    `barriers` come in the order in which they count; all of them before what a person has taken.
    """

    strip: Strip
    barriers: tuple[Barrier, ...]
    ruled_out_for: Mapping[str, tuple[tuple[str, frozenset[int]], ...]]


class Candidate(NamedTuple):
    """Who, where and in which ways; the start is the key it is filed under."""

    counsellor_id: int
    centre_id: int
    modes: tuple[str, ...]


# Minute → who is free to begin then. `fill` expects a mapping that makes missing lists itself.
Found = Mapping[int, list[Candidate]]


class Tally:
    """How many starts (times ways to meet) each rule took, each under the first that hit it."""

    def __init__(self) -> None:
        self.removed: dict[str, int] = {}

    def add(self, rule: str, count: int) -> None:
        if count:
            self.removed[rule] = self.removed.get(rule, 0) + count


def fill(
    person: Person, places: Mapping[int, Place], *, never: Columns, found: Found, tally: Tally
) -> None:
    """File every free start of one person under `found[start]`, and count what the rules took.

    Starts in `never` are no candidates at all and count nowhere.
    """
    painted: dict[int, bytearray] = {}
    for work in person.works:
        place = places[work.centre_id]
        if work.ruled_out:
            everything = _painted(place.strip, (), never)
            hours = _cut(everything, work.spans, place.strip)
            tally.add(work.ruled_out, hours.count(_FREE) * len(work.modes))
            continue
        if work.centre_id not in painted:
            painted[work.centre_id] = _paint(person, place, never)
        hours = _cut(painted[work.centre_id], work.spans, place.strip)
        for code, barrier in enumerate((*place.barriers, *person.taken), start=_TAKEN):
            tally.add(barrier.rule, hours.count(code) * len(work.modes))
        free = list(compress(place.strip.starts, hours.translate(_IS_FREE)))
        _file(free, person.counsellor_id, work, place, found=found, tally=tally)


def _file(
    free: list[int], counsellor_id: int, work: Work, place: Place, *, found: Found, tally: Tally
) -> None:
    """Ways to meet that nothing more is asked of stay together in one candidate."""
    plain = tuple(mode for mode in work.modes if not place.ruled_out_for.get(mode))
    ways = [(mode,) for mode in work.modes if mode not in plain] + ([plain] if plain else [])
    for modes in ways:
        starts = free
        for rule, ruled_out in place.ruled_out_for.get(modes[0], ()):
            before, starts = len(starts), [start for start in starts if start not in ruled_out]
            tally.add(rule, before - len(starts))
        candidate = Candidate(counsellor_id, work.centre_id, modes)
        for start in starts:
            found[start].append(candidate)


def _paint(person: Person, place: Place, never: Columns) -> bytearray:
    reach = person.length + person.after - 1
    layers = [(barrier.spans, 0, 0) for barrier in place.barriers]
    layers += [(barrier.spans, reach, person.before) for barrier in person.taken]
    return _painted(place.strip, layers, never)


def _painted(strip: Strip, layers: Iterable[tuple[Columns, int, int]], never: Columns) -> bytearray:
    """A strip with all layers, the first on top, under `never`."""
    slots = bytearray([_FREE]) * len(strip.starts)
    coded = list(enumerate(layers, start=_TAKEN))
    for code, (columns, earlier, later) in [*reversed(coded), (_CUT_OFF, (never, 0, 0))]:
        colour = bytes([code])
        for first, end in strip.slots(columns, earlier=earlier, later=later):
            slots[first:end] = colour * (end - first)
    return slots


def _cut(slots: bytearray, spans: Columns, strip: Strip) -> bytearray:
    """Only what lies in `spans`."""
    kept = bytearray(len(slots))
    for first, end in strip.slots(spans):
        kept[first:end] = slots[first:end]
    return kept


def outside_of(spans: Iterable[Span]) -> Columns:
    """Everything but `spans`, which ascend and are disjoint."""
    inside = list(spans)
    return [-FAR, *(end for _, end in inside)], [*(start for start, _ in inside), FAR]


class RoomBoard:
    """The bookable rooms of one house, and from which starts each is free for `length` minutes."""

    def __init__(self, taken_by_room: Mapping[int, Columns], strip: Strip, *, length: int) -> None:
        self._strip = strip
        self._rooms = {
            room_id: _painted(strip, [(taken, length - 1, 0)], ([], []))
            for room_id, taken in sorted(taken_by_room.items())
        }
        self._known: dict[int, tuple[int, ...]] = {}

    def full(self) -> frozenset[int]:
        """The starts at which no room is free: all, in a house without rooms."""
        size = len(self._strip.starts)
        all_taken = int.from_bytes(bytes([_TAKEN]) * size)
        for slots in self._rooms.values():
            all_taken &= int.from_bytes(slots)
        return frozenset(compress(self._strip.starts, all_taken.to_bytes(size)))

    def free_at(self, start: int) -> tuple[int, ...]:
        """Ids of the rooms that are free from `start` for the whole conversation, ascending."""
        rooms = self._known.get(start)
        if rooms is None:
            slot = (start - self._strip.base) // self._strip.grid
            rooms = tuple(room_id for room_id, slots in self._rooms.items() if slots[slot] == _FREE)
            self._known[start] = rooms
        return rooms
