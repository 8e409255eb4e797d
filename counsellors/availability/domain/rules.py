"""The rules of a house and of a person as barriers: which starts each of them takes away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from counsellors.availability.enums import Mode, Rule
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre

from .clock import (
    LocalDay,
    is_public_holiday,
    local_date_of,
    local_day,
    minute_not_before,
    minute_of,
)
from .questions import PARTS_OF_DAY, Question
from .sweep import (
    EVERYTHING,
    FAR,
    Barrier,
    Group,
    Holes,
    Person,
    Place,
    RoomBoard,
    Span,
    holes_of,
    starts_blocked_by,
    starts_not_fitting,
)

VISITS = (Mode.IN_PERSON.value, Mode.WALK.value)

# A centre's exceptions by (centre, ordinal): the wall minutes it is open instead, None for closed.
Exceptions = Mapping[tuple[int, int], tuple[int, int] | None]


class Asked(NamedTuple):
    """The question, when it is asked, and the local days it is about."""

    question: Question
    now: datetime
    days: list[LocalDay]


def person_of(counsellor: Counsellor, taken: Mapping[str, list[Span]], *, minutes: int) -> Person:
    """Absences, busy times and conversations, kept clear by this counsellor's buffers.

    `taken` is keyed by "absent", "busy" and "booked"; conversations already carry the buffers they
    were booked with.
    """
    barriers = [
        Barrier(
            rule,
            starts_blocked_by(
                taken[rule],
                length=minutes,
                before=counsellor.buffer_before_minutes,
                after=counsellor.buffer_after_minutes,
            ),
        )
        for rule in (Rule.ABSENT, Rule.BUSY, Rule.BOOKED)
        if rule in taken
    ]
    return Person(counsellor.pk, (), tuple(barriers))


def unfit_person(counsellor_id: int, rule: Rule) -> Person:
    """Somebody the question is not for: all of the hours count under `rule`."""
    return Person(counsellor_id, (Barrier(rule, EVERYTHING),), ())


def place_of(centre: Centre, asked: Asked, exceptions: Exceptions, rooms: RoomBoard) -> Place:
    """The rules of one house. Visits need open doors; phone and video only a day not closed."""
    closed, closed_for_visits = _closed(centre, asked, exceptions)
    part_of_day = _part_of_day(asked)
    notice = _notice(centre, asked.now)
    remote = _standing((*part_of_day, Barrier(Rule.CLOSED, closed), *notice))
    visits = _standing((*part_of_day, Barrier(Rule.CLOSED, closed_for_visits), *notice))

    @cache
    def groups(modes: tuple[str, ...]) -> tuple[Group, ...]:
        wanted = [mode for mode in modes if asked.question.mode in (None, mode)]
        if not wanted:
            return (Group(((modes[0], None),), (Barrier(Rule.OTHER_MODE, EVERYTHING),)),)
        pairs = [(mode, rooms.free_at if mode == Mode.IN_PERSON else None) for mode in wanted]
        if remote == visits:
            return (Group(tuple(pairs), remote),)
        halves = (
            Group(tuple(pair for pair in pairs if pair[0] in VISITS), visits),
            Group(tuple(pair for pair in pairs if pair[0] not in VISITS), remote),
        )
        return tuple(half for half in halves if half.modes)

    return Place(centre.grid_minutes, groups)


def _notice(centre: Centre, now: datetime) -> tuple[Barrier, Barrier]:
    """Not before there was time to prepare (and not now: a conversation that has begun can no
    longer be moved), and not after the last day of the horizon.
    """
    prepared = minute_not_before(now) + centre.minimum_notice_minutes
    earliest = max(prepared, minute_of(now) + 1)
    last_day = local_day(local_date_of(now).toordinal() + centre.horizon_days)
    return (
        Barrier(Rule.TOO_SOON, holes_of([(-FAR, earliest)])),
        Barrier(Rule.TOO_FAR, holes_of([(last_day.ends, FAR)])),
    )


def _closed(centre: Centre, asked: Asked, exceptions: Exceptions) -> tuple[Holes, Holes]:
    """Starts at which the house is closed for everybody, and for visits.

    A row in the house's own list of exceptions decides before the public holidays do: with hours
    the house is open (visits only within them), without it is closed.
    """
    whole_days: list[Span] = []
    for_visits: list[Span] = []
    for day in asked.days:
        key = (centre.pk, day.ordinal)
        if key not in exceptions:
            if centre.closed_on_holidays and is_public_holiday(day.ordinal):
                whole_days.append((day.starts, day.ends))
        elif hours := exceptions[key]:
            open_hours = (day.minute(hours[0]), day.minute(hours[1]))
            for_visits += starts_not_fitting(
                [open_hours], length=asked.question.minutes, within=(day.starts, day.ends)
            )
        else:
            whole_days.append((day.starts, day.ends))
    return holes_of(whole_days), holes_of(whole_days + for_visits)


def _part_of_day(asked: Asked) -> tuple[Barrier, ...]:
    """Everything before, between and after the wanted part of each day."""
    if asked.question.part_of_day is None:
        return ()
    first, end = PARTS_OF_DAY[asked.question.part_of_day]
    wanted = [(day.minute(first), day.minute(end)) for day in asked.days]
    gaps_start = [-FAR, *(part_end for _, part_end in wanted)]
    gaps_end = [*(part_start for part_start, _ in wanted), FAR]
    gaps = holes_of(zip(gaps_start, gaps_end, strict=True))
    return (Barrier(Rule.OTHER_PART_OF_DAY, gaps),)


def _standing(barriers: Iterable[Barrier]) -> tuple[Barrier, ...]:
    return tuple(barrier for barrier in barriers if barrier.holes.starts)
