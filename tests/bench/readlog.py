"""The read log: what one look costs a page, how many a second, and walking a million rows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import perf_counter

from django.db import connection, connections, transaction

from jobcenter.audit.domain import NewReading, Reader, read_and_record, record_readings
from jobcenter.audit.domain.keeping import make_months
from jobcenter.audit.domain.verifying import verify_readings
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.audit.models import Reading
from tests.bench.database import fresh_database
from tests.bench.results import Row, percentile

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LOOKS, PEOPLE_ON_A_PAGE = 300, 10
READERS, LOOKS_EACH = 8, 100
ROWS, AT_ONCE = 1_000_000, 5_000
READER = Reader(id=7, name="Bent Østergaard", role="counsellor")


def measure_readlog() -> Iterator[Row]:
    with fresh_database():
        _keep_the_cleaner_away()
        yield from _one_reader()
        yield from _many_readers()
    with fresh_database():
        yield from _a_million()


def _one_reader() -> Iterator[Row]:
    for people in (1, PEOPLE_ON_A_PAGE, 50):
        taken = [_look(people) for _ in range(LOOKS)]
        yield Row(f"read log: {people} on a page, median", percentile(taken, 50), "ms", 2.0)
        yield Row(f"read log: {people} on a page, p95", percentile(taken, 95), "ms")


def _many_readers() -> Iterator[Row]:
    """All of them in one month, whose head they lock one after the other."""
    before, started = Reading.objects.count(), perf_counter()
    with ThreadPoolExecutor(READERS) as crowd:
        taken = [one for many in crowd.map(_several_looks, range(READERS)) for one in many]
    seconds = perf_counter() - started
    written = Reading.objects.count() - before
    if written != READERS * LOOKS_EACH * PEOPLE_ON_A_PAGE:
        raise RuntimeError(f"{written} rows of {READERS * LOOKS_EACH * PEOPLE_ON_A_PAGE}")
    yield Row(f"read log: pages a second, {READERS} at once", len(taken) / seconds, "pages/s")
    yield Row(f"read log: {READERS} at once, p95", percentile(taken, 95), "ms")


def _several_looks(_reader: int) -> list[float]:
    try:
        return [_look(PEOPLE_ON_A_PAGE) for _ in range(LOOKS_EACH)]
    finally:
        connections.close_all()


def _look(people: int) -> float:
    """Milliseconds of fetching nothing and writing it down: what the log adds to a page."""
    started = perf_counter()
    read_and_record(rows=range(people), reader=READER, tell=_seen, now=NOW)
    return (perf_counter() - started) * 1000


def _a_million() -> Iterator[Row]:
    _keep_the_cleaner_away()
    for batch in range(ROWS // AT_ONCE):
        with transaction.atomic():
            moment = NOW + timedelta(seconds=batch)
            rows = [_seen(batch * AT_ONCE + number) for number in range(AT_ONCE)]
            record_readings(reader=READER, readings=rows, now=moment)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_reading")
    started = perf_counter()
    verified = verify_readings(now=NOW)
    seconds = perf_counter() - started
    if verified.rows != ROWS or verified.findings:
        raise RuntimeError(f"{verified.rows} rows, {verified.findings[:3]}")
    yield Row("read log: verify_audit of 1,000,000 rows", seconds, "s", 60.0)


def _keep_the_cleaner_away() -> None:
    """A superuser's process at work in the database would keep us from dropping it."""
    make_months(now=NOW)
    with connection.cursor() as cursor:
        for table in ("audit_reading_2026_12", "audit_readingmonth"):
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")


def _seen(number: int) -> NewReading:
    return NewReading(
        citizen=f"citizen-{number:015}",
        way=Way.LIST,
        kinds=frozenset({Kind.NAME, Kind.TIME, Kind.AGENDA}),
        why=Why.MY_CONVERSATION,
        centre_id=3,
    )
