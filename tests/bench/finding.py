"""Looking through twenty thousand dates: the list, the search, the filters, the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from time import perf_counter
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobcenter.shared.danish_words import lexicon
from tests.bench.database import fresh_database
from tests.bench.programme import fill_programme, page_shown
from tests.bench.results import Row, percentile

DATES, ROUNDS = 20_000, 30
ADDRESS = "/det-sker/"
ASKED = {
    "all": {},
    "page 50": {"page": 50},
    "one word": {"q": "job"},
    "a word of every text": {"q": "kaffe"},
    "two words": {"q": "madklub unge"},
    "mistyped": {"q": "frivilig"},
    "no hit": {"q": "xylofon"},
    "evenings and weekends": {"kun": ["aften", "weekend"]},
    "near 8000, nearest first": {"sted": "8000", "kun": "naermest"},
    "word, day, free": {"q": "sprogcafe", "fra": "{tomorrow}", "kun": "gratis"},
    "every date": {"kun": "alle"},
}


def measure_search() -> Iterator[Row]:
    started = perf_counter()
    lexicon.entry("job")
    yield Row("search: load the words, once a process", (perf_counter() - started) * 1000, "ms")
    with fresh_database():
        call_command("seed_demo", verbosity=0)
        started = perf_counter()
        fill_programme(dates=DATES, first=timezone.localdate())
        yield Row(f"search: write {DATES} dates", perf_counter() - started, "s")
        yield from _sizes()
        for name, asked in ASKED.items():
            yield from _asked(name, _address(asked), number=asked.get("page", 1))


def _sizes() -> Iterator[Row]:
    for table in ("events_searchentry", "events_programmeword"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_total_relation_size(%s)", [table])
            yield Row(f"search: {table} with indexes", cursor.fetchone()[0] / 1e6, "MB")


def _address(asked: dict[str, object]) -> str:
    tomorrow: date = timezone.localdate() + timedelta(days=1)
    said = urlencode(asked, doseq=True, safe="{}").format(tomorrow=tomorrow)
    return f"{ADDRESS}?{said}"


def _asked(name: str, address: str, *, number: object) -> Iterator[Row]:
    client = Client(HTTP_HOST="localhost")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    asked = len(queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    if page_shown(answer.content.decode()) != number:
        raise RuntimeError(f"{address} did not answer with page {number}")
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        client.get(address)
        taken.append((perf_counter() - started) * 1000)
    yield Row(f"search, {name}: p95", percentile(taken, 95), "ms", 100.0)
    yield Row(f"search, {name}: queries", asked, "queries", 12)
