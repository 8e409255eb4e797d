"""One single start: whether it can be had, and with whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from counsellors.availability.enums import Rule

from .clock import local_date_of, minute_of, moment_of
from .listing import time_of
from .people import counsellors_to_ask
from .questions import MOST_DAYS, OfferedTime, Question, TimeNotOffered
from .search import Finding, Window
from .timetable import open_timetable


def is_offered(
    *,
    question: Question,
    start: datetime,
    now: datetime,
    ignoring_conversation_id: int | None = None,
    is_promised: bool = False,
) -> OfferedTime:
    """The offer that begins at `start`, or `TimeNotOffered` with the rule that took it away.

    `question` must name a counsellor, a centre and a mode (ValueError otherwise); the objects are
    trusted, so booking calls this with the counsellor's row it has just locked. At most 3 queries.
    `ignoring_conversation_id`: the conversation that is being moved does not stand in its own way.
    `is_promised`: the person has this start already, so the house needs no notice of it.
    """
    if not (question.counsellor and question.centre and question.mode):
        raise ValueError("is_offered needs a counsellor, a centre and a mode")
    if start != within_reach(start, now):
        raise TimeNotOffered(Rule.TOO_SOON if start < now else Rule.TOO_FAR)
    if moment_of(minute_of(start)) != start:
        raise TimeNotOffered(Rule.NOT_WORKING)
    finding = _find(question, start, now, ignoring_conversation_id, is_promised=is_promised)
    for offered in _offered(finding, question, start):
        return offered
    raise TimeNotOffered(Rule(next(iter(finding.tally.removed), Rule.NOT_WORKING)))


def who_is_free(
    *,
    question: Question,
    start: datetime,
    now: datetime,
    ignoring_conversation_id: int | None = None,
    is_promised: bool = False,
) -> list[OfferedTime]:
    """Everybody with whom `is_offered` would find `start`, in the order of listing.

    `question` must name a centre and a mode (ValueError otherwise), and a counsellor only if nobody
    else is meant. At most 5 queries, for any number of people.
    """
    if not (question.centre and question.mode):
        raise ValueError("who_is_free needs a centre and a mode")
    if start != within_reach(start, now) or moment_of(minute_of(start)) != start:
        return []
    finding = _find(question, start, now, ignoring_conversation_id, is_promised=is_promised)
    return _offered(finding, question, start)


def within_reach(start: datetime, now: datetime) -> datetime:
    """`start`, or the nearest moment that a horizon can hold: people type any year into a URL."""
    return min(max(start, now), now + timedelta(days=MOST_DAYS + 1))


def _find(
    question: Question, start: datetime, now: datetime, ignoring: int | None, *, is_promised: bool
) -> Finding:
    day = local_date_of(start).toordinal()
    timetable = open_timetable(question, now=now, first_day=day, end_day=day + 1)
    window = Window(
        timetable,
        counsellors_to_ask(question, timetable.fit),
        day,
        day + 1,
        only_start=minute_of(start),
        ignoring_conversation_id=ignoring,
        needs_notice=not is_promised,
    )
    return window.search()


def _offered(finding: Finding, question: Question, start: datetime) -> list[OfferedTime]:
    minute = minute_of(start)
    return [
        time_of(minute, free, finding.rooms, minutes=question.minutes)
        for free in (*finding.own, *finding.others)
    ]
