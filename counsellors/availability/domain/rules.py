"""The rules of a house and of a person as barriers: which starts each of them takes away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from counsellors.availability.enums import Mode, PartOfDay, Rule
from jobcenter.centres.domain.hours import public_holiday
from jobcenter.centres.models import Centre

from .clock import (
    LocalDay,
    local_date_of,
    local_day,
    minute_not_before,
    minute_of,
)
from .people import HasBuffers
from .questions import Question
from .strips import FAR, Barrier, Person, Place, Span, Strip, Taken, Work, outside_of
from .tables import Taken as TakenRows

# A centre's exceptions by (centre, ordinal): the wall minutes it is open instead, None for closed.
Exceptions = Mapping[tuple[int, int], tuple[int, int] | None]


class Asked(NamedTuple):
    """The question, when it is asked, the local days it is about, starts that are no candidates
    at all, and whether the house must have had its notice.
    """

    question: Question
    now: datetime
    days: list[LocalDay]
    never: list[Span]
    needs_notice: bool


def person_of(
    counsellor_id: int,
    buffers: HasBuffers,
    works: Iterable[Work],
    taken: TakenRows,
    *,
    minutes: int,
) -> Person:
    """Absences, busy times and conversations, kept clear by this counsellor's buffers.

    Conversations already carry the buffers they were booked with.
    """
    rules = (Rule.ABSENT, Rule.BUSY, Rule.BOOKED)
    return Person(
        counsellor_id,
        works,
        tuple(Taken(rule, spans) for rule, spans in zip(rules, taken, strict=True) if spans),
        minutes,
        buffers.buffer_before_minutes,
        buffers.buffer_after_minutes,
    )


def person_with_nothing_taken(counsellor_id: int, works: Iterable[Work]) -> Person:
    """Somebody whose calendar is not read: for what the hours and the house alone allow."""
    return Person(counsellor_id, works, (), 0, 0, 0)


def place_of(
    centre: Centre, strip: Strip, asked: Asked, exceptions: Exceptions, full: int
) -> Place:
    """The rules of one house; `full` are the starts without a free room.

    Visits need open doors; phone and video only a day on which the house is not closed.
    """
    closed, shut = _closed(centre, asked, exceptions)
    no_visits = Barrier(Rule.CLOSED, strip.mask(shut))
    barriers = (
        *_part_of_day(asked),
        (Rule.CLOSED, closed),
        *_notice(centre, asked),
    )
    return Place(
        strip,
        strip.every & ~strip.mask(asked.never),
        tuple(Barrier(rule, strip.mask(spans)) for rule, spans in barriers),
        {
            Mode.IN_PERSON: (no_visits, Barrier(Rule.NO_ROOM, full)),
            Mode.WALK: (no_visits,) if no_visits.starts else (),
        },
    )


def _notice(centre: Centre, asked: Asked) -> tuple[tuple[Rule, list[Span]], ...]:
    """Not before there was time to prepare (and not now: a conversation that has begun can no
    longer be moved), and not after the last day of the horizon.
    """
    now, notice = asked.now, centre.minimum_notice_minutes if asked.needs_notice else 0
    earliest = max(minute_not_before(now) + notice, minute_of(now) + 1)
    last_day = local_day(local_date_of(now).toordinal() + centre.horizon_days)
    return (Rule.TOO_SOON, [(-FAR, earliest)]), (Rule.TOO_FAR, [(last_day.ends, FAR)])


def _closed(centre: Centre, asked: Asked, exceptions: Exceptions) -> tuple[list[Span], list[Span]]:
    """Starts on days the house is closed, and starts outside its hours on days that differ.

    A row in the house's own list of exceptions decides before the public holidays do: with hours
    the house is open (visits only within them), without it is closed.
    """
    closed, shut = [], []
    for day in asked.days:
        key = (centre.pk, day.ordinal)
        hours = exceptions.get(key)
        if hours:
            too_late = day.minute(hours[1]) - asked.question.minutes + 1
            shut.append((day.starts, day.minute(hours[0])))
            shut.append((max(day.starts, too_late), day.ends))
        elif key in exceptions or (centre.closed_on_holidays and public_holiday(day.date)):
            closed.append((day.starts, day.ends))
    return closed, shut


def _part_of_day(asked: Asked) -> tuple[tuple[Rule, list[Span]], ...]:
    """Everything before, between and after the wanted part of each day."""
    if asked.question.part_of_day is None:
        return ()
    first, end = PartOfDay(asked.question.part_of_day).wall_minutes
    wanted = [(day.minute(first), day.minute(end)) for day in asked.days]
    return ((Rule.OTHER_PART_OF_DAY, outside_of(wanted)),)
