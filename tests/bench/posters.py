"""Posters and programmes as PDF, through the pages: CPU and all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from time import perf_counter, process_time

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.activities.models import Activity, ActivityDate
from events.posters.domain.programme import MOST
from tests.bench.database import fresh_database
from tests.bench.results import Row, percentile

ROUNDS = 10
VISITORS = count(1)
LONG = (
    "Vi læser, skriver og øver jobansøgninger med frivillige fra erhvervsnetværket ved Limfjorden"
)


def measure_posters() -> Iterator[Row]:
    """The first of a process loads everything; targets hold for each one after it."""
    with fresh_database():
        call_command("seed_demo", verbosity=0)
        one = _next_date()
        address = f"/det-sker/{one.public_id}/plakat.pdf"
        started = perf_counter()
        _get(Client(HTTP_HOST="localhost"), address)
        yield Row("posters: the first of a process", perf_counter() - started, "s")
        yield from _asked("one date, A4", address)
        yield from _asked("one date, A3", f"{address}?papir=a3")
        Activity.objects.filter(pk=one.activity_id).update(title=LONG, text="Kom bare. " * 390)
        yield from _asked("longest title and text", address)
        _many_dates(one, 30)
        yield from _asked("a series of 30", f"{address}?om=alle")
        today = timezone.localdate()
        yield from _asked("programme of a week", f"/det-sker/program.pdf?fra={today}")
        _many_dates(one, MOST)
        yield from _asked(f"programme of {MOST} dates", f"/det-sker/program.pdf{_month(today)}")


def _next_date() -> ActivityDate:
    rows = ActivityDate.objects.public().filter(starts_at__gt=timezone.now(), state="planned")
    found = rows.order_by("starts_at").first()
    if found is None:
        raise RuntimeError("the demo has no date to come")
    return found


def _many_dates(one: ActivityDate, wanted: int) -> None:
    """More of the same, a few hours apart, within the next days."""
    already = ActivityDate.objects.filter(activity=one.activity_id).count()
    first = timezone.now() + timedelta(hours=2)
    ActivityDate.objects.bulk_create(
        ActivityDate(
            activity_id=one.activity_id, planned_at=start, starts_at=start,
            ends_at=start + timedelta(hours=1), changed_at=first,
        )
        for start in (first + timedelta(hours=n) for n in range(already, already + wanted))
    )  # fmt: skip


def _month(today: date) -> str:
    return f"?fra={today}&til={today + timedelta(days=30)}"


def _get(client: Client, address: str) -> float:
    # Many prints from one address are refused: each comes from another one.
    visitor = next(VISITORS)
    started = perf_counter()
    answer = client.get(address, REMOTE_ADDR=f"10.0.{visitor // 250}.{visitor % 250}")
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return (perf_counter() - started) * 1000


def _asked(name: str, address: str) -> Iterator[Row]:
    client = Client(HTTP_HOST="localhost")
    _get(client, address)
    with CaptureQueriesContext(connection) as queries:
        _get(client, address)
    asked = len(queries)
    cpu = process_time()
    taken = [_get(client, address) for _ in range(ROUNDS)]
    cpu = (process_time() - cpu) * 1000 / ROUNDS
    yield Row(f"posters, {name}: p95", percentile(taken, 95), "ms", 1000.0)
    yield Row(f"posters, {name}: of one core", cpu, "ms")
    yield Row(f"posters, {name}: queries", asked, "queries", 12)
