"""The place of one of five hundred who wait, and the state of their line, beside weeks of waits."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from secrets import token_bytes
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from counsellors.line.domain import place_of, say_place, state_of_line
from counsellors.line.domain.passing import ask_another_house, close_lines, give_up_places
from counsellors.line.domain.routes import GRACE
from counsellors.line.domain.waits import settle_waits
from counsellors.models import Thread, Wait
from jobcenter.centres.models import Centre
from tests.bench.database import fresh_database
from tests.bench.results import Row, percentile
from tests.counsellors.line.story import DAY, MINUTE, NOW, open_house, somebody_at

WAITING, OVER, HOUSES, ROUNDS = 500, 20_000, 20, 200


def measure_line() -> Iterator[Row]:
    with fresh_database():
        house = _fill()
        threads = list(Thread.objects.select_related("centre", "elsewhere").order_by("started_at"))
        last = threads[-1]
        yield from _timed(
            "place of the last of 500", lambda: place_of(thread=last, now=NOW), 25.0, 8
        )
        chance = random.Random(1)
        yield from _timed(
            "place of one of 500, as the page asks",
            lambda: say_place(thread=chance.choice(threads), now=NOW),
            25.0,
            12,
        )
        loaded = Centre.objects.prefetch_related("opening_hours", "opening_exceptions")
        centre = loaded.get(pk=house.pk)
        yield from _timed(
            "state of a line of 500", lambda: state_of_line(centre=centre, now=NOW), 15.0, 6
        )
        started = perf_counter()
        for step in (ask_another_house, give_up_places, close_lines, settle_waits):
            step(now=NOW)
        milliseconds = (perf_counter() - started) * 1000
        yield Row("line: a turn of the clockwork in which nothing is due", milliseconds, "ms")


def _fill() -> Centre:
    """500 in the line of one house since an hour; waits of four weeks at twenty."""
    house, chance = open_house(), random.Random(1)
    somebody_at(house)
    Thread.objects.bulk_create(
        Thread(
            centre=house, token_hash=token_bytes(32), grace_until=NOW + GRACE,
            elsewhere_from=NOW + DAY,
            started_at=NOW - (WAITING - number) * 7 * timedelta(seconds=1),
        )
        for number in range(WAITING)
    )  # fmt: skip
    houses = [house, *(open_house() for _ in range(HOUSES - 1))]
    for number, one in enumerate(houses):
        Wait.objects.bulk_create(
            _past(one, chance) for _ in range(OVER if number == 0 else OVER // 10)
        )
    threads = Thread.objects.order_by("started_at")
    Wait.objects.bulk_create(
        Wait(centre=house, thread=thread, joined_at=thread.started_at, place=number)
        for number, thread in enumerate(threads, start=1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return house


def _past(house: Centre, chance: random.Random) -> Wait:
    place = min(int(chance.expovariate(1 / 60)) + 1, WAITING + 1)
    took = chance.gammavariate(4, place / 8) * MINUTE
    ended = NOW - chance.random() ** 2 * 28 * DAY
    return Wait(
        centre=house,
        place=place,
        joined_at=ended - took,
        ended_at=ended,
        was_reached=chance.random() < 0.85,
        promised_minutes=place,
    )


def _timed(name: str, act: Callable[[], object], target: float, queries: int) -> Iterator[Row]:
    with CaptureQueriesContext(connection) as asked:
        act()
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        act()
        taken.append((perf_counter() - started) * 1000)
    yield Row(f"line: {name}, median", percentile(taken, 50), "ms")
    yield Row(f"line: {name}, p95", percentile(taken, 95), "ms", target)
    yield Row(f"line: {name}, queries", len(asked), "queries", queries)
