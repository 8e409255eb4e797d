"""The waits of a house: what was promised, how it went, and what they say about the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from counsellors.chat.models import Thread
from counsellors.line.models import Wait
from jobcenter.centres.models import Centre
from jobcenter.shared.retention import kept_for

from .estimates import Range, Sample, wait_range

MINUTE = timedelta(minutes=1)
# First the last hours; where they are too quiet to say anything, the same hours of the last weeks,
# and then any hours of them.
RECENT, RECENT_HALF_LIFE = timedelta(hours=4), timedelta(hours=1)
WEEKS, WEEKS_HALF_LIFE = timedelta(days=28), timedelta(days=7)
SAME_HOURS = timedelta(minutes=90)
MOST_SAMPLES = 250
# A promise is spoken of where it was given to at least so many, first of this week.
FEWEST_PEOPLE = 5
PROMISES = (timedelta(days=7), timedelta(days=28))

# The first time the thread was taken after the wait began, whatever has happened to it since. A
# thread that was ended first, or left the line for a call or a letter, was left (see leaving.py and
# passing.py: no place goes without its event); one that was erased says nothing.
SETTLE = """
    WITH over AS (
        SELECT w.id, t.id IS NULL OR t.erased_at IS NOT NULL AS is_unknown,
            (SELECT e.at FROM counsellors_event e
             WHERE e.thread_id = t.id AND e.kind = 'taken' AND e.at >= w.joined_at
             ORDER BY e.seq LIMIT 1) AS taken_at,
            (SELECT e.at FROM counsellors_event e
             WHERE e.thread_id = t.id AND e.kind IN ('ended', 'queue_left')
                AND e.at >= w.joined_at
             ORDER BY e.seq LIMIT 1) AS left_at
        FROM counsellors_wait w LEFT JOIN counsellors_thread t ON t.id = w.thread_id
        WHERE w.ended_at IS NULL AND (%(thread)s::bigint IS NULL OR w.thread_id = %(thread)s)
            AND (t.id IS NULL OR t.ended_at IS NOT NULL
            OR t.counsellor_id IS NOT NULL OR t.waits_as IN ('call', 'letter')
            OR t.started_at > w.joined_at)
        ORDER BY w.id LIMIT %(most)s FOR UPDATE OF w SKIP LOCKED
    ), unknown AS (
        DELETE FROM counsellors_wait w USING over
        WHERE w.id = over.id AND (over.is_unknown OR (taken_at IS NULL AND left_at IS NULL))
    )
    UPDATE counsellors_wait w SET
        ended_at = least(over.taken_at, over.left_at),
        was_reached = over.taken_at IS NOT NULL
            AND (over.left_at IS NULL OR over.taken_at <= over.left_at),
        thread_id = NULL
    FROM over WHERE w.id = over.id AND NOT over.is_unknown
        AND (taken_at IS NOT NULL OR left_at IS NOT NULL)
"""
SLICE = 500

# Minutes, whether they were reached, how long ago it ended, and whether they joined at this hour of
# any day (days are alike, nights are not). Those who still wait never fall out of the samples.
PAST = """
    SELECT greatest(extract(epoch FROM coalesce(ended_at, %(now)s) - joined_at) / 60, 0)::float8,
        coalesce(was_reached, false),
        greatest(%(now)s - coalesce(ended_at, %(now)s), interval '0'),
        least(of_day, interval '1 day' - of_day) <= %(same)s
    FROM (
        SELECT ended_at, joined_at, was_reached,
            make_interval(secs => mod(abs(extract(epoch FROM %(now)s - joined_at)), 86400)::float8)
                AS of_day
        FROM (
            (SELECT joined_at, ended_at, was_reached FROM counsellors_wait
             WHERE centre_id = %(house)s AND ended_at IS NULL AND joined_at <= %(now)s
                AND place BETWEEN %(first)s AND %(last)s)
            UNION ALL
            (SELECT joined_at, ended_at, was_reached FROM counsellors_wait
             WHERE centre_id = %(house)s AND ended_at > %(since)s AND joined_at <= %(now)s
                AND place BETWEEN %(first)s AND %(last)s
             ORDER BY ended_at DESC LIMIT %(most)s)
        ) alike
    ) told
"""

# How many held, of how many.
PROMISED = """
    SELECT count(*) FILTER (WHERE was_reached AND is_within), count(*)
    FROM (
        SELECT was_reached,
            ended_at - joined_at <= promised_minutes * interval '1 minute' AS is_within
        FROM counsellors_wait
        WHERE centre_id = %(house)s AND ended_at > %(since)s AND promised_minutes IS NOT NULL
    ) told
    WHERE was_reached OR NOT is_within
"""


@dataclass(frozen=True, slots=True)
class _Past:
    minutes: float
    was_reached: bool
    age: timedelta
    is_at_the_same_hours: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What was said ("at most so many minutes"), and for how many of a hundred it held."""

    minutes: int
    percent: int


def expected_wait(
    *, centre: Centre, place: int, now: datetime, already: float = 0.0
) -> Range | None:
    """The minutes until whoever stands at `place` is reached; None: we do not know yet.

    From the recent waits of people who joined this line at about the same place. One query.
    """
    past = _past_waits(centre, place, now=now)
    lately = [one for one in past if one.age <= RECENT]
    same_hours = (one for one in past if one.is_at_the_same_hours)
    return (
        _range_of(lately, half_life=RECENT_HALF_LIFE, already=already)
        or _range_of(same_hours, half_life=WEEKS_HALF_LIFE, already=already)
        or _range_of(past, half_life=WEEKS_HALF_LIFE, already=already)
    )


def promises_kept(*, centre: Centre, now: datetime) -> int | None:
    """Of a hundred promises of this house, how many held: of the last seven days, or of four weeks.

    A promise of N minutes held for whoever was reached within them. It was broken for whoever was
    not, also for those who left after that; who left earlier is not counted. Rounded down. None
    where it was given to fewer than five. At most two queries.
    """
    for window in PROMISES:
        with connection.cursor() as cursor:
            cursor.execute(PROMISED, {"house": centre.pk, "since": now - window})
            held, of = cursor.fetchone()
        if of >= FEWEST_PEOPLE:
            return int(held * 100 // of)
    return None


def begin_wait(
    *, thread: Thread, place: int, promised: int | None, joined_at: datetime, now: datetime
) -> Wait:
    """Note the place and the promise as they are first said; what was noted before stands.

    A promise made minutes after joining would be measured from the wrong moment: it is not noted.
    """
    is_fresh = now - joined_at < MINUTE
    found, _is_new = Wait.objects.get_or_create(
        thread=thread,
        defaults={
            "centre_id": thread.centre_id,
            "joined_at": min(joined_at, now),
            "place": place,
            "promised_minutes": promised if is_fresh else None,
        },
    )
    return found


def settle_waits(*, now: datetime, thread: Thread | None = None) -> int:
    """Close what is over, everywhere or of one thread. How it went is read from the numbered
    events, so it may be done late.
    """
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SETTLE, {"most": SLICE, "thread": thread.pk if thread else None})
            settled = cursor.rowcount
        total += settled
        if settled < SLICE:
            return total


def forget_waits(*, now: datetime) -> int:
    rows, _by_kind = Wait.objects.filter(ended_at__lt=now - kept_for("waits")).delete()
    return rows


def moved_up_at(*, wait: Wait) -> datetime:
    """Since when nobody who stood before has left the line: since then the place is what it is."""
    before = Wait.objects.over().filter(centre=wait.centre_id, joined_at__lte=wait.joined_at)
    latest = before.filter(ended_at__gt=wait.joined_at).order_by("-ended_at")
    return latest.values_list("ended_at", flat=True).first() or wait.joined_at


def places_like(place: int) -> tuple[int, int]:
    """Up to five the very place; further back a fifth to each side makes no difference."""
    return place - place // 5, place + place // 5


def _past_waits(centre: Centre, place: int, *, now: datetime) -> list[_Past]:
    first, last = places_like(place)
    asked: dict[str, Any] = {
        "house": centre.pk,
        "first": first,
        "last": last,
        "now": now,
        "since": now - WEEKS,
        "same": SAME_HOURS,
        "most": MOST_SAMPLES,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAST, asked)
        return [_Past(*row) for row in cursor.fetchall()]


def _range_of(past: Iterable[_Past], *, half_life: timedelta, already: float) -> Range | None:
    samples = [Sample(one.minutes, one.was_reached, 0.5 ** (one.age / half_life)) for one in past]
    return wait_range(samples, already=already)
