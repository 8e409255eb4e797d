"""Times that staff agree on face to face: outside what is on offer, and this very minute.

The engine's rules of offering (hours, notice, horizon, closing days) are for people who cannot be
asked. Here somebody was asked. What must never happen is still the constraints' to say.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from counsellors.availability.domain.clock import minute_of, moment_of
from counsellors.availability.domain.offers import OfferedTime, Question
from counsellors.availability.domain.questions import MOST_DAYS
from counsellors.availability.domain.tables import read_rooms
from counsellors.availability.enums import Mode
from counsellors.availability.models import Absence, BusyTime
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.shared.periods import period

from .refusals import (
    AlreadyTalking,
    ColleagueIsAway,
    NextOneIsComing,
    NotNow,
    TimeIsPast,
    TimeIsTooFarAhead,
)

# Less than this is no conversation, only a greeting.
SHORTEST = timedelta(minutes=5)
LOOKS_AHEAD = timedelta(hours=24)


class Calendar(NamedTuple):
    """What stands around this minute. `talks_until`: they are in a conversation now.

    `free_until`: the next one, with its preparation, begins then; None: not within a day.
    """

    talks_until: datetime | None
    free_until: datetime | None


def this_minute(now: datetime) -> datetime:
    return moment_of(minute_of(now))


def calendar_now(counsellor: Counsellor, *, now: datetime) -> Calendar:
    """One question. Exact when the counsellor's row is locked; else what a page shows."""
    start = this_minute(now)
    around = (
        Conversation.objects.booked()
        .filter(counsellor=counsellor, occupies__overlap=period(start, start + LOOKS_AHEAD))
        .order_by("during")
        .values_list("during", "occupies")
    )
    talks_until = free_until = None
    for during, occupies in around:
        if during.lower <= start < during.upper:
            talks_until = during.upper
        elif during.lower > start:
            free_until = free_until or occupies.lower
    return Calendar(talks_until, free_until)


def time_left(question: Question, *, now: datetime) -> OfferedTime:
    """From this minute, as long as the topic takes or until the next one is prepared.

    Raises AlreadyTalking or NextOneIsComing.
    """
    counsellor = _asked(question)
    refusal, until = no_time_now(counsellor, now=now)
    if refusal is not None:
        raise refusal
    start = this_minute(now)
    end = start + timedelta(minutes=question.minutes)
    return _time(question, counsellor, start, min(end, until) if until else end)


def no_time_now(counsellor: Counsellor, *, now: datetime) -> tuple[NotNow | None, datetime | None]:
    """Why this counsellor cannot begin this minute, if so; else until when there is time."""
    calendar = calendar_now(counsellor, now=now)
    if calendar.talks_until is not None:
        return AlreadyTalking(calendar.talks_until), None
    until = calendar.free_until
    if until is not None and until - this_minute(now) < SHORTEST:
        return NextOneIsComing(until), None
    return None, until


def time_outside_the_hours(
    question: Question, *, by: Counsellor, start: datetime, now: datetime
) -> OfferedTime:
    """Any minute ahead, within a year. A colleague's time off stays theirs; one's own is one's own.

    Raises TimeIsPast, TimeIsTooFarAhead or ColleagueIsAway.
    """
    counsellor = _asked(question)
    if start <= now:
        raise TimeIsPast
    if start > now + timedelta(days=MOST_DAYS):
        raise TimeIsTooFarAhead
    end = start + timedelta(minutes=question.minutes)
    if counsellor != by and is_away(counsellor, start=start, end=end):
        raise ColleagueIsAway().about(question)
    return _time(question, counsellor, start, end)


def is_away(counsellor: Counsellor, *, start: datetime, end: datetime) -> bool:
    """Time off, or something else in their own calendar."""
    then = {"counsellor": counsellor, "during__overlap": period(start, end)}
    return Absence.objects.filter(**then).exists() or BusyTime.objects.filter(**then).exists()


def give_up_pause(counsellor: Counsellor, *, start: datetime) -> None:
    """The minutes kept free after the last one are the counsellor's: who opens the door gives them.

    Under the counsellor's lock. What lies ahead keeps its preparation.
    """
    over = Conversation.objects.booked().filter(
        counsellor=counsellor, occupies__contains=start, during__endswith__lte=start
    )
    for conversation in over:
        shorter = period(conversation.occupies.lower, start)
        Conversation.objects.filter(pk=conversation.pk).update(occupies=shorter)


def _asked(question: Question) -> Counsellor:
    if question.counsellor is None or question.centre is None or question.mode is None:
        raise ValueError("a time without an offer needs a counsellor, a centre and a mode")
    return question.counsellor


def _time(
    question: Question, counsellor: Counsellor, start: datetime, end: datetime
) -> OfferedTime:
    centre, mode = question.centre, question.mode
    assert centre is not None and mode is not None  # noqa: S101, PT018  `_asked` has looked
    rooms: tuple[int, ...] = ()
    if mode == Mode.IN_PERSON:
        found = read_rooms(
            [centre.pk],
            needs=question.needs,
            start=start,
            end=end,
            ignoring_conversation_id=None,
        )
        rooms = tuple(sorted(pk for pk, taken in found.get(centre.pk, {}).items() if not taken))
    return OfferedTime(start, end, counsellor.pk, centre.pk, mode.value, rooms)
