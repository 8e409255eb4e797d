"""How long the engine takes: times on offer, the first free one, and both beside a long past.

`fill` needs an empty, migrated database; `measure` answers milliseconds. By hand, on a database of
its own:  python -m jobcenter.local .venv/bin/python -m tests.bench.times [past conversations]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any

import django
from django.db import connection, transaction

LENGTH, BEFORE, AFTER = timedelta(minutes=45), timedelta(minutes=5), timedelta(minutes=10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2027, 3, 8)  # the window of 30 days holds a clock change and the Easter holidays
NOW = datetime.combine(TODAY, time(6, 30), UTC)
DAYS = 30
A_DAY = 5  # conversations per counsellor and day


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one call, over all rounds, and what one call costs and yields."""

    name: str
    p50: float
    p95: float
    queries: int
    found: int

    def __str__(self) -> str:
        return (
            f"{self.name:<52} p50 {self.p50:7.1f} ms   p95 {self.p95:7.1f} ms   "
            f"{self.queries} queries   {self.found} times"
        )


def measure(name: str, call: Callable[[], Any], *, rounds: int = 40) -> Timing:
    """`call` answers the number of times it found. The first, cold call is not counted."""
    with _counted() as queries:
        found = call()
    taken = []
    for _ in range(rounds):
        started = perf_counter()
        call()
        taken.append((perf_counter() - started) * 1000)
    cuts = quantiles(taken, n=100, method="inclusive")
    return Timing(name, cuts[49], cuts[94], len(queries), found)


@contextmanager
def _counted() -> Iterator[list[str]]:
    queries: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield queries


def fill(*, counsellors: int, past: int = 0) -> None:
    """Houses of at most 50 counsellors and 8 rooms, every rule in use, 5 conversations a day each
    for 30 days ahead; and `past` conversations before today, spread evenly.
    """
    with transaction.atomic():
        _sql("SET LOCAL statement_timeout = 0", {})
        houses = -(-counsellors // 50)
        _sql(_HOUSES, {"houses": houses})
        _sql(_PEOPLE, {"counsellors": counsellors, "houses": houses})
        for statement in _CALENDARS:
            _sql(statement, {"today": TODAY})
        _copy(_ahead(counsellors, houses))
        _copy(_past(counsellors, houses, past))
    # What autovacuum does within a minute of such a change.
    _sql("VACUUM ANALYZE counsellors_conversation; ANALYZE", {})


def _ahead(counsellors: int, houses: int) -> Iterator[tuple[Any, ...]]:
    """On each day 5 of the hours from 7 to 16 UTC, every third in one of the house's 8 rooms."""
    choose = Random(2027)
    for day in range(DAYS):
        midnight = datetime.combine(TODAY, time(0), UTC) + day * DAY
        room_of_hour: dict[tuple[int, int], int] = {}
        for person in range(1, counsellors + 1):
            house = person % houses + 1
            begins = midnight + choose.choice((0, 5, 15)) * timedelta(minutes=1)
            for turn, hour in enumerate(choose.sample(range(7, 16), A_DAY)):
                seat = room_of_hour.get((house, hour), 0)
                room = (house - 1) * 8 + seat + 1 if turn % 3 == 0 and seat < 8 else None
                if room:
                    room_of_hour[house, hour] = seat + 1
                key = f"a{day}-{person}-{hour}"
                yield _row(key, person, house, room, begins + hour * HOUR)


def _past(counsellors: int, houses: int, wanted: int) -> Iterator[tuple[Any, ...]]:
    first = datetime.combine(TODAY, time(0), UTC)
    for number in range(wanted):
        hours_ago, person = divmod(number, counsellors)
        house = (person + 1) % houses + 1
        yield _row(f"p{number}", person + 1, house, None, first - (hours_ago + 2) * HOUR)


def _row(key: str, person: int, house: int, room: int | None, start: datetime) -> tuple[Any, ...]:
    end = start + LENGTH
    during = f"[{start.isoformat()},{end.isoformat()})"
    occupies = f"[{(start - BEFORE).isoformat()},{(end + AFTER).isoformat()})"
    mode = "in_person" if room else "phone"
    return (
        key, "booked", person, house, room, 1, mode, during, occupies, "", "", "", "", "{}", "",
        "da", "da", True, key, 0, start,
    )  # fmt: skip


def _copy(rows: Iterator[tuple[Any, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY counsellors_conversation (public_id, status, counsellor_id, centre_id, room_id,"
            " topic_id, mode, during, occupies, name, email, phone, agenda, needs,"
            " interpreter_language, language, page_language, wants_reminder, calendar_uid,"
            " sequence, erased_at) FROM STDIN"
        ) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _sql(statement: str, parameters: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for part in statement.split(";"):
            cursor.execute(part, parameters)


_HOUSES = """
INSERT INTO centres_centre (
    id, slug, name, about_da, about_en, street, postcode, town, municipality, latitude, longitude,
    email, phone, has_chat, has_hotline, how_to_get_here_da, how_to_get_here_en, illustration,
    is_published, is_invented, minimum_notice_minutes, horizon_days, grid_minutes,
    closed_on_holidays)
SELECT h, 'hus-' || h, 'Hus ' || h, '', '', '', '', '', '', 56, 10 + h * 0.1, '', '', false, true,
       '', '', 'arch', true, true, 120, 60, 15, true
FROM generate_series(1, %(houses)s) h;
INSERT INTO centres_room (
    id, centre_id, name, is_step_free, has_hearing_loop, is_quiet, has_accessible_toilet, seats,
    note, is_bookable)
SELECT (h - 1) * 8 + r, h, 'Rum ' || r, true, false, r = 1, false, 4, '', true
FROM generate_series(1, %(houses)s) h, generate_series(1, 8) r
"""

_PEOPLE = """
INSERT INTO counsellors_counsellor (
    id, slug, first_name, last_name, portrait, portrait_seed, languages, knows_da, knows_en, phone,
    buffer_before_minutes, buffer_after_minutes, is_active)
SELECT k, 'vejleder-' || k, 'Bent', 'Holm' || translate(k::text, '0123456789', 'abcdefghij'), '',
       '', '{da}', '', '', '', 5, 10, true
FROM generate_series(1, %(counsellors)s) k;
INSERT INTO counsellors_counsellor_topics (counsellor_id, topic_id)
SELECT k, t.id FROM generate_series(1, %(counsellors)s) k, centres_topic t;
INSERT INTO counsellors_workinghours (counsellor_id, centre_id, weekday, minutes, modes, valid_on)
SELECT k, k %% %(houses)s + 1, w, minutes, '{in_person,phone,video}', '[2020-01-01,)'
FROM generate_series(1, %(counsellors)s) k, generate_series(1, 7) w,
     unnest('{"[480,720)","[750,1020)"}'::int4range[]) minutes
"""

_CALENDARS = (
    """
    INSERT INTO counsellors_specialday (counsellor_id, centre_id, on_date, minutes, modes)
    SELECT h.counsellor_id, min(h.centre_id), %(today)s::date + h.counsellor_id::int %% 30,
           CASE WHEN h.counsellor_id %% 2 = 0 THEN int4range(600, 840) END, '{in_person,phone}'
    FROM counsellors_workinghours h GROUP BY h.counsellor_id
    """,
    """
    INSERT INTO counsellors_absence (counsellor_id, during)
    SELECT k.id, tstzrange(day + time '10:00', day + time '14:00')
    FROM counsellors_counsellor k,
         LATERAL (SELECT (%(today)s::date + k.id::int %% 27 + 2)::timestamptz) d (day)
    """,
    """
    INSERT INTO counsellors_busycalendar (counsellor_id, name, imported_at)
    SELECT id, 'Outlook', now() FROM counsellors_counsellor
    """,
    """
    INSERT INTO counsellors_busytime (calendar_id, counsellor_id, during, uid_hash)
    SELECT b.id, b.counsellor_id, tstzrange(start, start + interval '25 minutes'), '\\x00'
    FROM counsellors_busycalendar b, generate_series(0, 29) n,
         LATERAL (SELECT (%(today)s::date + n)::timestamptz + interval '9 hours'
                         + (b.counsellor_id * 7 + n) %% 6 * interval '1 hour') s (start)
    """,
    """
    INSERT INTO centres_openingexception (centre_id, on_date, minutes, note_da, note_en)
    SELECT id, %(today)s::date + 9, int4range(600, 900), '', '' FROM centres_centre
    UNION ALL
    SELECT id, %(today)s::date + 16, NULL, '', '' FROM centres_centre
    """,
)


def timings(*, rounds: int = 40) -> list[Timing]:
    """The engine's public functions on whatever `fill` has put there."""
    from counsellors.availability.domain.offers import Question, first_free_time, offer_times
    from counsellors.availability.enums import Mode
    from counsellors.models import Counsellor
    from jobcenter.centres.models import Centre, Topic

    people = Counsellor.objects.count()
    centre = Centre.objects.get(pk=1) if people <= 50 else None
    asked = Question(
        topic=Topic.objects.first(),
        centre=centre,
        mode=Mode.IN_PERSON,
        language="da",
        needs=frozenset({"step_free"}),
        days=DAYS,
    )
    any_mode = Question(topic=asked.topic, centre=centre, days=DAYS)
    mine = Question(topic=asked.topic, counsellor=Counsellor.objects.get(pk=7 % people + 1))

    def listed(question: Question) -> Callable[[], int]:
        """Every single time, as a program that goes through all of them does."""

        def call() -> int:
            days = offer_times(question=question, now=NOW).days
            return sum(1 for day in days for _ in day.each())

        return call

    def one_page(question: Question) -> Callable[[], int]:
        """What a page does: it counts all and lists three days."""

        def call() -> int:
            offers = offer_times(question=question, now=NOW)
            return offers.count if [day.times for day in offers.days[:3]] else 0

        return call

    def first(question: Question) -> Callable[[], int]:
        return lambda: 1 if first_free_time(question=question, now=NOW) else 0

    return [
        measure(f"{people} counsellors x {DAYS} days, in person", listed(asked), rounds=rounds),
        measure(f"{people} counsellors x {DAYS} days, any way", listed(any_mode), rounds=rounds),
        measure(f"{people} counsellors x {DAYS} days, 3 listed", one_page(asked), rounds=rounds),
        measure(f"first free time with one of {people}", first(mine), rounds=rounds),
        measure(f"first free time with anyone of {people}", first(asked), rounds=rounds),
    ]


def main(past: int) -> None:
    from django.test.utils import setup_databases, teardown_databases

    for counsellors, before in ((1, 0), (10, 0), (50, 10_000), (500, 0), (50, past)):
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            started = perf_counter()
            fill(counsellors=counsellors, past=before)
            seconds = perf_counter() - started
            print(f"\n{counsellors} counsellors, {before} past conversations ({seconds:.0f} s)")
            for timing in timings():
                print(timing)
        finally:
            teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
