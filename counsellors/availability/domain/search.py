"""From a question to free starts: read the calendars, turn every rule into barriers, fill strips.

`open_timetable` reads what does not depend on who has booked (at most 3 queries, for any number of
counsellors and days); `Timetable.search` reads what is taken in a window of days (at most 2) and
fills the strips. Listing times, finding the first one and checking a single one are this same code
with another window, so what is offered is what can be booked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from counsellors.availability.enums import Mode, Rule
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order

from .clock import LocalDay, local_date_of, local_day, moment_of
from .questions import Question
from .rules import Asked, Exceptions, person_of, place_of, unfit_person
from .strips import (
    Candidate,
    Columns,
    Person,
    Place,
    RoomBoard,
    Strip,
    Tally,
    Work,
    fill,
    outside_of,
)
from .tables import HoursRow, Scope, read_hours, read_rooms, read_taken

# The longest a buffer can reach (`buffers_are_at_most_two_hours`).
_REACH = timedelta(hours=2)

Found = defaultdict[int, list[Candidate]]


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
            self._strips[grid] = Strip(self.starts, self.ends, grid)
        return self._strips[grid]

    @property
    def starts(self) -> int:
        return self.all[0].starts

    @property
    def ends(self) -> int:
        return self.all[-1].ends


@dataclass(slots=True)
class Finding:
    """Free starts in UTC minutes with who is free then: the own counsellor's, and all others'."""

    rooms: Mapping[int, RoomBoard] = field(default_factory=dict)
    own: Found = field(default_factory=lambda: defaultdict(list))
    others: Found = field(default_factory=lambda: defaultdict(list))
    tally: Tally = field(default_factory=Tally)


@dataclass(slots=True, kw_only=True)
class Timetable:
    """Who works where and when, as the tables say it."""

    question: Question
    now: datetime
    centres: dict[int, Centre]
    counsellors: dict[int, Counsellor]  # those who fit, in the order in which they are listed
    unfit: dict[int, Rule]
    weekly: dict[int, list[HoursRow]]
    special: dict[int, dict[int, list[HoursRow]]]
    exceptions: Exceptions

    @property
    def end_of_horizon(self) -> int:
        """The first ordinal that no centre here offers."""
        today = local_date_of(self.now).toordinal()
        furthest = max((centre.horizon_days for centre in self.centres.values()), default=0)
        return today + furthest + 1

    def search(
        self,
        first_day: int,
        end_day: int,
        *,
        only_start: int | None = None,
        ignoring_conversation_id: int | None = None,
    ) -> Finding:
        """All free starts on the local days [first_day, end_day), or just the minute `only_start`
        if it is free. The days must lie within those the timetable was opened for.
        """
        days = Days(range(first_day, end_day))
        if not days.ordinals or not self.centres:
            return Finding()
        finding = Finding(self._boards(days, ignoring_conversation_id))
        places = self._places(days, finding.rooms)
        never = _never(days, only_start)
        for person in self._people(days, ignoring_conversation_id):
            found = finding.own if self._is_own(person) else finding.others
            fill(person, places, never=never, found=found, tally=finding.tally)
        return finding

    def _is_own(self, person: Person) -> bool:
        own = self.question.own_counsellor
        return own is not None and own.pk == person.counsellor_id

    def _people(self, days: Days, ignoring: int | None) -> Iterator[Person]:
        for counsellor_id in self.unfit:
            yield unfit_person(counsellor_id, self._works(counsellor_id, days))
        if not self.counsellors:
            return
        taken = read_taken(
            self.counsellors,
            start=moment_of(days.starts) - _REACH,
            end=moment_of(days.ends) + _REACH,
            ignoring_conversation_id=ignoring,
        )
        for counsellor_id, counsellor in self.counsellors.items():
            works = self._works(counsellor_id, days)
            yield person_of(counsellor, works, taken[counsellor_id], minutes=self.question.minutes)

    def _places(self, days: Days, boards: Mapping[int, RoomBoard]) -> dict[int, Place]:
        asked = Asked(self.question, self.now, days.all)
        return {
            centre_id: place_of(
                centre, days.strip(centre.grid_minutes), asked, self.exceptions, board.full()
            )
            for centre_id, centre in self.centres.items()
            if (board := boards[centre_id])
        }

    def _boards(self, days: Days, ignoring: int | None) -> dict[int, RoomBoard]:
        rooms: dict[int, dict[int, Columns]] = {}
        if self.question.mode in (None, Mode.IN_PERSON):
            rooms = read_rooms(
                self.centres,
                needs=self.question.needs,
                start=moment_of(days.starts),
                end=moment_of(days.ends) + _REACH,
                ignoring_conversation_id=ignoring,
            )
        return {
            centre_id: RoomBoard(
                rooms.get(centre_id, {}),
                days.strip(centre.grid_minutes),
                length=self.question.minutes,
            )
            for centre_id, centre in self.centres.items()
        }

    def _works(self, counsellor_id: int, days: Days) -> Iterator[Work]:
        """The hours of one counsellor on `days`, those of one place and kind together."""
        special = self.special.get(counsellor_id, {})
        spans: dict[tuple[int, str], Columns] = defaultdict(lambda: ([], []))
        for row in self.weekly.get(counsellor_id, ()):
            valid = [
                day
                for day in days.by_weekday[row.day]
                if row.valid_from <= day.ordinal < row.valid_until and day.ordinal not in special
            ]
            self._add(row, valid, spans)
        for ordinal, rows in special.items():
            for row in _at_work(rows) if ordinal in days.ordinals else ():
                self._add(row, [local_day(ordinal)], spans)
        for (centre_id, words), columns in spans.items():
            yield self._work(counsellor_id, centre_id, _modes(words), columns)

    def _add(
        self, row: HoursRow, days: list[LocalDay], spans: dict[tuple[int, str], Columns]
    ) -> None:
        """The starts from which a whole conversation lies within the hours of `row`."""
        start, end = row.hours or (0, 0)
        last = self.question.minutes - 1
        starts, ends = spans[row.centre_id, row.modes]
        starts += [day.minute(start) for day in days]
        ends += [day.minute(end) - last for day in days]

    def _work(
        self, counsellor_id: int, centre_id: int, modes: tuple[str, ...], spans: Columns
    ) -> Work:
        wanted = tuple(mode for mode in modes if self.question.mode in (None, mode))
        if counsellor_id in self.unfit:
            return Work(centre_id, wanted, spans, self.unfit[counsellor_id])
        if not wanted:
            return Work(centre_id, modes[:1], spans, Rule.OTHER_MODE)
        return Work(centre_id, wanted, spans)


def open_timetable(question: Question, *, now: datetime, first_day: int, end_day: int) -> Timetable:
    """Read who works where on the local days [first_day, end_day) (ordinals). At most 3 queries."""
    scope = Scope(
        centre_ids=[question.centre.pk] if question.centre else None,
        counsellor_ids=[question.counsellor.pk] if question.counsellor else None,
        topic_id=question.topic.pk if question.topic else None,
        language=question.language,
        first_day=first_day,
        end_day=end_day,
    )
    rows = read_hours(scope)
    work = [row for row in rows if row.kind != "x"]
    unfit = {
        row.counsellor_id: Rule.OTHER_LANGUAGE if row.knows_topic else Rule.OTHER_TOPIC
        for row in work
        if not (row.knows_topic and row.speaks_language)
    }
    return Timetable(
        question=question,
        now=now,
        centres=_centres(question, work),
        counsellors=_counsellors(question, work, unfit),
        unfit=unfit,
        weekly=_weekly(work),
        special=_special(work),
        exceptions={(row.centre_id, row.day): row.hours for row in rows if row.kind == "x"},
    )


def _centres(question: Question, work: Iterable[HoursRow]) -> dict[int, Centre]:
    ids = {row.centre_id for row in work if row.centre_id}
    if question.centre:
        return {question.centre.pk: question.centre} if ids else {}
    return Centre.objects.in_bulk(ids) if ids else {}


def _counsellors(
    question: Question, work: Iterable[HoursRow], unfit: dict[int, Rule]
) -> dict[int, Counsellor]:
    """Those who fit, in Danish alphabetical order: people are ranked by nothing else."""
    ids = {row.counsellor_id for row in work} - unfit.keys()
    if question.counsellor:
        return {question.counsellor.pk: question.counsellor} if ids else {}
    people = Counsellor.objects.in_bulk(ids).values() if ids else ()
    return {
        person.pk: person
        for person in sorted(people, key=lambda person: (*danish_order(person.name), person.pk))
    }


def _weekly(work: Iterable[HoursRow]) -> dict[int, list[HoursRow]]:
    weekly: dict[int, list[HoursRow]] = {}
    for row in work:
        if row.kind == "w":
            weekly.setdefault(row.counsellor_id, []).append(row)
    return weekly


def _special(work: Iterable[HoursRow]) -> dict[int, dict[int, list[HoursRow]]]:
    special: dict[int, dict[int, list[HoursRow]]] = {}
    for row in work:
        if row.kind == "s":
            special.setdefault(row.counsellor_id, {}).setdefault(row.day, []).append(row)
    return special


def _at_work(rows: Iterable[HoursRow]) -> list[HoursRow]:
    """The rows of a special day that give times here: none at all if one says "not that date"."""
    rows = list(rows)
    return [row for row in rows if row.centre_id] if all(row.hours for row in rows) else []


def _never(days: Days, only_start: int | None) -> Columns:
    """The hour the clock shows for the second time, and all but the one start that is asked for."""
    repeated = [hour for day in days.all if (hour := day.second_showing)]
    starts, ends = [first for first, _ in repeated], [end for _, end in repeated]
    if only_start is not None:
        others = outside_of([(only_start, only_start + 1)])
        return starts + others[0], ends + others[1]
    return starts, ends


@cache
def _modes(words: str) -> tuple[str, ...]:
    """In the order of `Mode`, however the row lists them."""
    return tuple(mode for mode in Mode.values if mode in words.strip("{}").split(","))
