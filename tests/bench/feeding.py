"""The programme going out: a thousand dates as a calendar, and being asked again for the same."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.bench.database import fresh_database
from tests.bench.programme import fill_programme
from tests.bench.results import Row, percentile

DATES, ROUNDS = 20_000, 30
CALENDAR = "/det-sker/kalender.ics"
# What is asked, and the milliseconds it may take.
ASKED = {
    "1,000 dates as a calendar": (CALENDAR, 150.0),
    "one word as a calendar": (f"{CALENDAR}?q=job&kun=gratis", 150.0),
    "the news": ("/det-sker/atom.xml", 150.0),
}


def measure_feeds() -> Iterator[Row]:
    with fresh_database():
        call_command("seed_demo", verbosity=0)
        fill_programme(dates=DATES, first=timezone.localdate())
        for name, (address, most) in ASKED.items():
            yield from _asked(name, address, most)


def _asked(name: str, address: str, most: float) -> Iterator[Row]:
    client = Client(HTTP_HOST="localhost")
    client.get(address)
    caches["feeds"].clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    asked = len(queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    anew = [_milliseconds(client, address, "", 200, forget=True) for _ in range(ROUNDS)]
    taken = [_milliseconds(client, address, "", 200) for _ in range(ROUNDS)]
    again = [_milliseconds(client, address, answer["ETag"], 304) for _ in range(ROUNDS)]
    yield Row(f"feeds, {name}: size", len(answer.content) / 1000, "kB")
    yield Row(f"feeds, {name}, written anew: fastest", min(anew), "ms")
    yield Row(f"feeds, {name}, written anew: p95", percentile(anew, 95), "ms", most)
    yield Row(f"feeds, {name}, for the next who asks: fastest", min(taken), "ms")
    yield Row(f"feeds, {name}, for the next who asks: p95", percentile(taken, 95), "ms", most)
    yield Row(f"feeds, {name}: queries", asked, "queries", 8)
    yield Row(f"feeds, {name}, unchanged (304): fastest", min(again), "ms")
    yield Row(f"feeds, {name}, unchanged (304): p95", percentile(again, 95), "ms", most)


def _milliseconds(
    client: Client, address: str, tag: str, expected: int, *, forget: bool = False
) -> float:
    if forget:
        caches["feeds"].clear()
    started = perf_counter()
    answer = client.get(address, headers={"If-None-Match": tag} if tag else {})
    taken = (perf_counter() - started) * 1000
    if answer.status_code != expected:
        raise RuntimeError(f"{address} answered {answer.status_code}, not {expected}")
    return taken
