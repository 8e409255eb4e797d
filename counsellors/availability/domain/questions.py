"""What a person can ask the engine, and what it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, partial
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from counsellors.availability.enums import Mode, Need, PartOfDay, Rule
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.refusals import Refusal, Words

USUAL_MINUTES = 45
SHORT_TALK_MINUTES = 20
MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is looking for. Everything left out means "any".

    `needs` are values of `Need`: step_free and quiet_room narrow the rooms, short_talk shortens the
    conversation, the others change nothing here. `language` is a
    code the counsellor must speak. `own_counsellor` is listed first on each day, and nothing else.
    `from_date` is a local date (None or past: today); `days` is cut to 1 to 366; `part_of_day` is
    a `PartOfDay` (ValueError otherwise).
    """

    topic: Topic | None = None
    centre: Centre | None = None
    counsellor: Counsellor | None = None
    own_counsellor: Counsellor | None = None
    mode: Mode | None = None
    language: str | None = None
    needs: frozenset[str] = frozenset()
    from_date: date | None = None
    days: int = 30
    part_of_day: str | None = None

    def __post_init__(self) -> None:
        if self.part_of_day is not None and self.part_of_day not in PartOfDay.values:
            parts = ", ".join(PartOfDay.values)
            raise ValueError(f"part_of_day={self.part_of_day!r} is none of {parts}")

    @property
    def minutes(self) -> int:
        """How long the conversation is, in real minutes."""
        usual = self.topic.minutes if self.topic else USUAL_MINUTES
        return min(usual, SHORT_TALK_MINUTES) if Need.SHORT_TALK in self.needs else usual


class OfferedTime(NamedTuple):
    """One time that can be booked: [start, end) in UTC, and the rooms that are free for all of it.

    `room_ids` ascend and are empty unless the mode is in person.
    """

    start: datetime
    end: datetime
    counsellor_id: int
    centre_id: int
    mode: str
    room_ids: tuple[int, ...]


# What `OfferedTime._make` does, for half the price.
_offered_time: Callable[[tuple[object, ...]], OfferedTime] = partial(tuple.__new__, OfferedTime)


@dataclass
class OfferedDay:
    """A local date with at least one time.

    A page shows a few of many days, so `times` is only listed when somebody reads it: the own
    counsellor's first, then by start, then by name. `each` goes through the same times and keeps
    none: the garbage collector watches every named tuple for as long as it lives, and 150,000 of
    them set off its longest round.
    """

    date: date
    count: int
    listed: Callable[[], list[tuple[object, ...]]] = field(repr=False, compare=False)

    @cached_property
    def times(self) -> list[OfferedTime]:
        return list(self.each())

    def each(self) -> Iterator[OfferedTime]:
        return map(_offered_time, self.listed())


@dataclass(slots=True, kw_only=True)
class Offers:
    """The times on offer, whom and where they are with, and what the rules took away.

    `removed` counts candidate times (a start, a counsellor and a way of meeting) by the first rule
    that took each. `days` holds only dates that have times.
    """

    days: list[OfferedDay]
    counsellors: dict[int, Counsellor]
    centres: dict[int, Centre]
    removed: Counter[Rule]

    @property
    def count(self) -> int:
        return sum(day.count for day in self.days)

    @property
    def first(self) -> OfferedTime | None:
        """The earliest time, whoever it is with."""
        return min(self.days[0].times, key=lambda time: time.start) if self.days else None


class RelaxationKind(StrEnum):
    OTHER_MODE = "other_mode"
    COLLEAGUE = "colleague"
    LATER = "later"
    OTHER_CENTRE = "other_centre"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One wish given up: how many times that opens, the first of them, and the question to ask."""

    kind: RelaxationKind
    count: int
    first: OfferedTime
    question: Question


_WORDS: dict[Rule, Words] = {
    Rule.NOT_WORKING: _("There is no conversation to book at that time."),
    Rule.OTHER_TOPIC: _("This counsellor talks about other things."),
    Rule.OTHER_LANGUAGE: _("This counsellor speaks other languages."),
    Rule.OTHER_MODE: _("At that time you can only meet in another way."),
    Rule.OTHER_PART_OF_DAY: _("That time is in another part of the day."),
    Rule.CLOSED: _("The house is closed at that time."),
    Rule.TOO_SOON: _("That time is too soon for us to prepare."),
    Rule.TOO_FAR: _("That time is further ahead than our calendar is open."),
    Rule.ABSENT: _("The counsellor is away at that time."),
    Rule.BUSY: _("The counsellor has just become busy at that time."),
    Rule.BOOKED: _("Somebody else has just booked that time."),
    Rule.NO_ROOM: _("All our rooms are taken at that time."),
}


class TimeNotOffered(Refusal):
    """The time is not (or no longer) on offer; `rule` says which rule took it."""

    next_step = _("Choose another time.")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        super().__init__(_WORDS[rule])
