"""From a timetable to free starts: turn every rule into masks, read what is taken, clear bits.

A `Window` is a timetable on some of its days. Listing times, finding the first one and checking a
single one go through the same masks, so what is offered is what can be booked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from counsellors.availability.enums import Mode

from .clock import moment_of
from .people import HasBuffers
from .rules import Asked, person_of, person_with_nothing_taken, place_of
from .strips import (
    FAR,
    Free,
    Person,
    Place,
    RoomBoard,
    Span,
    Tally,
    free_starts,
    outside_of,
)
from .tables import read_rooms, read_taken
from .timetable import Timetable
from .works import Days, works_on

# The longest a buffer can reach (`buffers_are_at_most_two_hours`).
_REACH = timedelta(hours=2)

# How many calendars are read at first when one free time is enough: mostly one of these has it.
FIRST_ASKED = 100


@dataclass(slots=True)
class Finding:
    """What is free with the own counsellor and with all others, in the order of listing."""

    rooms: Mapping[int, RoomBoard] = field(default_factory=dict)
    own: list[Free] = field(default_factory=list)
    others: list[Free] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


class Window:
    """The local days [first_day, end_day), which must lie within those the timetable has.

    `people` are those whom the question fits, in the order of listing. `only_start`: nothing but
    this minute is a candidate. `ignoring_conversation_id`: this one stands in nobody's way.
    `needs_notice`: the houses' notice holds; without it, any start ahead will do.
    Opening a window takes at most 1 query: what is taken in the rooms.
    """

    def __init__(
        self,
        timetable: Timetable,
        people: Mapping[int, HasBuffers],
        first_day: int,
        end_day: int,
        *,
        only_start: int | None = None,
        ignoring_conversation_id: int | None = None,
        needs_notice: bool = True,
    ) -> None:
        self.timetable = timetable
        self.people = people
        self.ignoring = ignoring_conversation_id
        self.days = Days(range(first_day, end_day if timetable.centres else first_day))
        self.works = works_on(self.days, timetable)
        self.rooms = self._rooms()
        self.places = self._places(_never(self.days, only_start), needs_notice=needs_notice)

    def search(self) -> Finding:
        """All free starts. At most 1 query."""
        finding = Finding(self.rooms)
        for counsellor_id in self.timetable.unfit:
            nobody = self._with_nothing_taken(counsellor_id)
            finding.others += free_starts(nobody, self.places, finding.tally)
        for person in self._with_what_is_taken(self.works.keys()):
            found = finding.own if self._is_own(person.counsellor_id) else finding.others
            found += free_starts(person, self.places, finding.tally)
        return finding

    def first(self, *, asked_first: int = FIRST_ASKED) -> tuple[int, Free] | None:
        """The earliest free start and with whom: at the same minute the own counsellor goes first,
        then the order of listing. At most 2 queries.

        The calendars of the `asked_first` people who could begin first are read first; those of all
        others only if they could still be earlier.
        """
        waiting = self._waiting()
        best: tuple[int, int] = (FAR, 0)
        found = None
        for batch in (waiting[:asked_first], waiting[asked_first:]):
            ranks = {who: rank for start, rank, who in batch if (start, rank) < best}
            for person in self._with_what_is_taken(ranks.keys()):
                for free in free_starts(person, self.places, Tally()):
                    candidate = free.strip.earliest(free.starts), ranks[person.counsellor_id]
                    if candidate < best:
                        best, found = candidate, free
        return (best[0], found) if found else None

    def _waiting(self) -> list[tuple[int, int, int]]:
        """(the earliest start if nothing were taken, rank, counsellor) of all who have one."""
        waiting = []
        for rank, counsellor_id in enumerate(self.people, start=1):
            person = self._with_nothing_taken(counsellor_id)
            starts = [
                free.strip.earliest(free.starts)
                for free in free_starts(person, self.places, Tally())
            ]
            if starts:
                rank_here = 0 if self._is_own(counsellor_id) else rank
                waiting.append((min(starts), rank_here, counsellor_id))
        return sorted(waiting)

    def _is_own(self, counsellor_id: int) -> bool:
        own = self.timetable.question.own_counsellor
        return own is not None and own.pk == counsellor_id

    def _with_nothing_taken(self, counsellor_id: int) -> Person:
        return person_with_nothing_taken(counsellor_id, self.works.get(counsellor_id, ()))

    def _with_what_is_taken(self, counsellor_ids: Collection[int]) -> Iterator[Person]:
        """Those of `people` with these ids, in the order of listing. At most 1 query."""
        ids = [counsellor_id for counsellor_id in self.people if counsellor_id in counsellor_ids]
        if not ids:
            return
        taken = read_taken(
            ids,
            start=moment_of(self.days.starts) - _REACH,
            end=moment_of(self.days.ends) + _REACH,
            ignoring_conversation_id=self.ignoring,
        )
        minutes = self.timetable.question.minutes
        for one in ids:
            yield person_of(one, self.people[one], self.works[one], taken[one], minutes=minutes)

    def _places(self, never: list[Span], *, needs_notice: bool) -> dict[int, Place]:
        timetable = self.timetable
        asked = Asked(timetable.question, timetable.now, self.days.all, never, needs_notice)
        return {
            centre_id: place_of(
                timetable.centres[centre_id],
                self.days.strip(timetable.centres[centre_id].grid_minutes),
                asked,
                timetable.exceptions,
                board.full(),
            )
            for centre_id, board in self.rooms.items()
        }

    def _rooms(self) -> dict[int, RoomBoard]:
        """Of the houses where somebody works on these days."""
        question = self.timetable.question
        centres = {work.centre_id for works in self.works.values() for work in works}
        rooms = {}
        if centres and question.mode in (None, Mode.IN_PERSON):
            rooms = read_rooms(
                centres,
                needs=question.needs,
                start=moment_of(self.days.starts),
                end=moment_of(self.days.ends) + _REACH,
                ignoring_conversation_id=self.ignoring,
            )
        return {
            centre_id: RoomBoard(
                rooms.get(centre_id, {}),
                self.days.strip(self.timetable.centres[centre_id].grid_minutes),
                length=question.minutes,
            )
            for centre_id in centres
        }


def _never(days: Days, only_start: int | None) -> list[Span]:
    """The hour the clock shows for the second time, and all but the one start that is asked for."""
    repeated = [hour for day in days.all if (hour := day.second_showing)]
    if only_start is None:
        return repeated
    return repeated + outside_of([(only_start, only_start + 1)])
