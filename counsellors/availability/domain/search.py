"""From a question to free starts: read the calendars, turn every rule into barriers, sweep.

`open_timetable` reads what does not depend on who has booked (at most 3 queries, for any number of
counsellors and days); `Timetable.search` reads what is taken in a window of days (at most 2) and
sweeps it. Listing times, finding the first one and checking a single one are this same code with
another window, so what is offered is what can be booked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from counsellors.availability.enums import Mode, Rule
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre

from .clock import LocalDay, local_date_of, local_day, moment_of
from .order import danish_order
from .questions import Question
from .rules import Asked, person_of, place_of, unfit_person
from .sweep import Candidate, Person, Place, RoomBoard, Stretch, Tally, outside_of, sweep
from .tables import HoursRow, Scope, read_hours, read_rooms, read_taken

# The longest a buffer can reach (`buffers_are_at_most_two_hours`).
_REACH = timedelta(hours=2)

Found = defaultdict[int, list[Candidate]]


@dataclass(slots=True)
class Finding:
    """Free starts in UTC minutes with who is free then: the own counsellor's, and all others'."""

    own: Found = field(default_factory=lambda: defaultdict(list))
    others: Found = field(default_factory=lambda: defaultdict(list))
    tally: Tally = field(default_factory=lambda: Tally(no_room=Rule.NO_ROOM))

    def earliest(self) -> tuple[int, Candidate] | None:
        """The earliest start; at the same minute the own counsellor goes first."""
        start = min((*self.own, *self.others), default=None)
        if start is None:
            return None
        return start, (self.own.get(start) or self.others[start])[0]


@dataclass(slots=True, kw_only=True)
class Timetable:
    """Who works where and when, as the tables say it."""

    question: Question
    now: datetime
    centres: dict[int, Centre]
    counsellors: dict[int, Counsellor]  # those who fit, in the order in which they are listed
    unfit: dict[int, Rule]
    weekly: dict[int, list[HoursRow]]
    special: dict[tuple[int, int], list[HoursRow]]
    exceptions: dict[tuple[int, int], tuple[int, int] | None]

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
        finding = Finding()
        days = [local_day(ordinal) for ordinal in range(first_day, end_day)]
        if not days or not self.centres:
            return finding
        window = (days[0].starts, days[-1].ends)
        if only_start is not None:
            window = (only_start, only_start + 1)
        never = outside_of(window, also=[hour for day in days if (hour := day.second_showing)])
        places = self._places(days, ignoring_conversation_id)
        by_weekday = _by_weekday(days)
        for person in self._people(days, ignoring_conversation_id):
            sweep(
                person,
                self._stretches(person.counsellor_id, days, by_weekday),
                places,
                length=self.question.minutes,
                never=never,
                found=self._file_of(person, finding),
                tally=finding.tally,
            )
        return finding

    def _file_of(self, person: Person, finding: Finding) -> Found:
        own = self.question.own_counsellor
        return finding.own if own and own.pk == person.counsellor_id else finding.others

    def _stretches(
        self, counsellor_id: int, days: list[LocalDay], by_weekday: dict[int, list[LocalDay]]
    ) -> Iterator[Stretch]:
        for row in self.weekly.get(counsellor_id, ()):
            for day in by_weekday[row.day]:
                is_valid = row.valid_from <= day.ordinal < row.valid_until
                if is_valid and (counsellor_id, day.ordinal) not in self.special:
                    yield _stretch(row, day)
        for day in days:
            rows = self.special.get((counsellor_id, day.ordinal), ())
            # One row without minutes means: not at all that date, whatever the others say.
            if all(row.from_wall is not None for row in rows):
                yield from (_stretch(row, day) for row in rows if row.centre_id)

    def _people(self, days: list[LocalDay], ignoring: int | None) -> Iterator[Person]:
        yield from (unfit_person(*unfit) for unfit in self.unfit.items())
        if not self.counsellors:
            return
        taken = read_taken(
            self.counsellors,
            start=moment_of(days[0].starts) - _REACH,
            end=moment_of(days[-1].ends) + _REACH,
            ignoring_conversation_id=ignoring,
        )
        for counsellor_id, counsellor in self.counsellors.items():
            spans = taken.get(counsellor_id, {})
            yield person_of(counsellor, spans, minutes=self.question.minutes)

    def _places(self, days: list[LocalDay], ignoring: int | None) -> dict[int, Place]:
        rooms = {}
        if self.question.mode in (None, Mode.IN_PERSON):
            rooms = read_rooms(
                self.centres,
                needs=self.question.needs,
                start=moment_of(days[0].starts),
                end=moment_of(days[-1].ends) + _REACH,
                ignoring_conversation_id=ignoring,
            )
        asked = Asked(self.question, self.now, days)
        boards = {
            centre_id: RoomBoard(rooms.get(centre_id, {}), length=self.question.minutes)
            for centre_id in self.centres
        }
        return {
            centre_id: place_of(centre, asked, self.exceptions, boards[centre_id])
            for centre_id, centre in self.centres.items()
        }


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


def _special(work: Iterable[HoursRow]) -> dict[tuple[int, int], list[HoursRow]]:
    special: dict[tuple[int, int], list[HoursRow]] = {}
    for row in work:
        if row.kind == "s":
            special.setdefault((row.counsellor_id, row.day), []).append(row)
    return special


def _by_weekday(days: Iterable[LocalDay]) -> dict[int, list[LocalDay]]:
    by_weekday: dict[int, list[LocalDay]] = {weekday: [] for weekday in range(1, 8)}
    for day in days:
        by_weekday[day.weekday].append(day)
    return by_weekday


def _stretch(row: HoursRow, day: LocalDay) -> Stretch:
    start, end = row.hours or (0, 0)
    return Stretch(day.minute(start), day.minute(end), row.centre_id, _modes(row.modes))


@cache
def _modes(words: str) -> tuple[str, ...]:
    """In the order of `Mode`, however the row lists them."""
    return tuple(mode for mode in Mode.values if mode in words.split())
