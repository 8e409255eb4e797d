"""The rules of a house and of a person as barriers: which starts each of them takes away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from counsellors.availability.enums import Mode, Rule
from counsellors.people.models import Counsellor
from jobcenter.centres.domain.hours import public_holiday
from jobcenter.centres.models import Centre

from .clock import (
    LocalDay,
    local_date_of,
    local_day,
    minute_not_before,
    minute_of,
)
from .questions import PARTS_OF_DAY, Question
from .strips import FAR, Barrier, Columns, Person, Place, Strip, Work, outside_of
from .tables import Taken

# A centre's exceptions by (centre, ordinal): the wall minutes it is open instead, None for closed.
Exceptions = Mapping[tuple[int, int], tuple[int, int] | None]


class Asked(NamedTuple):
    """The question, when it is asked, and the local days it is about."""

    question: Question
    now: datetime
    days: list[LocalDay]


def person_of(
    counsellor: Counsellor, works: Iterable[Work], taken: Taken, *, minutes: int
) -> Person:
    """Absences, busy times and conversations, kept clear by this counsellor's buffers.

    Conversations already carry the buffers they were booked with.
    """
    rules = (Rule.ABSENT, Rule.BUSY, Rule.BOOKED)
    return Person(
        counsellor.pk,
        works,
        tuple(Barrier(rule, spans) for rule, spans in zip(rules, taken, strict=True) if spans[0]),
        minutes,
        counsellor.buffer_before_minutes,
        counsellor.buffer_after_minutes,
    )


def unfit_person(counsellor_id: int, works: Iterable[Work]) -> Person:
    """Somebody the question is not for: nothing is read of what is taken."""
    return Person(counsellor_id, works, (), 0, 0, 0)


def place_of(
    centre: Centre, strip: Strip, asked: Asked, exceptions: Exceptions, full: frozenset[int]
) -> Place:
    """The rules of one house; `full` are the starts without a free room.

    Visits need open doors; phone and video only a day on which the house is not closed.
    """
    closed, shut = _closed(centre, asked, exceptions)
    no_visits = (Rule.CLOSED.value, frozenset(_starts_in(shut, strip)))
    return Place(
        strip,
        (*_part_of_day(asked), Barrier(Rule.CLOSED, closed), *_notice(centre, asked.now)),
        {
            Mode.IN_PERSON: (no_visits, (Rule.NO_ROOM.value, full)),
            Mode.WALK: (no_visits,) if no_visits[1] else (),
        },
    )


def _starts_in(spans: Columns, strip: Strip) -> Iterator[int]:
    for first, end in strip.slots(spans):
        yield from strip.starts[first:end]


def _notice(centre: Centre, now: datetime) -> tuple[Barrier, Barrier]:
    """Not before there was time to prepare (and not now: a conversation that has begun can no
    longer be moved), and not after the last day of the horizon.
    """
    prepared = minute_not_before(now) + centre.minimum_notice_minutes
    earliest = max(prepared, minute_of(now) + 1)
    last_day = local_day(local_date_of(now).toordinal() + centre.horizon_days)
    return (
        Barrier(Rule.TOO_SOON, ([-FAR], [earliest])),
        Barrier(Rule.TOO_FAR, ([last_day.ends], [FAR])),
    )


def _closed(centre: Centre, asked: Asked, exceptions: Exceptions) -> tuple[Columns, Columns]:
    """Starts on days the house is closed, and starts outside its hours on days that differ.

    A row in the house's own list of exceptions decides before the public holidays do: with hours
    the house is open (visits only within them), without it is closed.
    """
    closed: Columns = ([], [])
    shut: Columns = ([], [])
    for day in asked.days:
        key = (centre.pk, day.ordinal)
        hours = exceptions.get(key)
        if hours:
            too_late = day.minute(hours[1]) - asked.question.minutes + 1
            shut[0].extend((day.starts, max(day.starts, too_late)))
            shut[1].extend((day.minute(hours[0]), day.ends))
        elif key in exceptions or (centre.closed_on_holidays and public_holiday(day.date)):
            closed[0].append(day.starts)
            closed[1].append(day.ends)
    return closed, shut


def _part_of_day(asked: Asked) -> tuple[Barrier, ...]:
    """Everything before, between and after the wanted part of each day."""
    if asked.question.part_of_day is None:
        return ()
    first, end = PARTS_OF_DAY[asked.question.part_of_day]
    wanted = [(day.minute(first), day.minute(end)) for day in asked.days]
    return (Barrier(Rule.OTHER_PART_OF_DAY, outside_of(wanted)),)
