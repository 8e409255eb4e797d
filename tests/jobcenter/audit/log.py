"""Readings for tests: Bent looks at somebody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from jobcenter.audit.domain import NewReading, Reader, record_readings
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.audit.models import Reading

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
BENT = Reader(id=7, name="Bent Østergaard", role="counsellor")
AMAL, CLARA = "amal-public-id", "clara-public-id"


def look(citizen: str = AMAL, **changes: Any) -> NewReading:
    said: dict[str, Any] = {
        "citizen": citizen,
        "way": Way.LIST,
        "kinds": frozenset({Kind.NAME, Kind.AGENDA}),
        "why": Why.MY_CONVERSATION,
    }
    return NewReading(**(said | changes))


def recorded(*readings: NewReading, now: datetime = NOW, reader: Reader = BENT) -> list[Reading]:
    """The rows written, in the order of their numbers."""
    with transaction.atomic():
        before = set(Reading.objects.values_list("pk", flat=True))
        record_readings(reader=reader, readings=readings, now=now)
    return [row for row in Reading.objects.order_by("month", "number") if row.pk not in before]


def many(count: int, now: datetime = NOW) -> None:
    for number in range(count):
        recorded(look(f"citizen-{number}"), now=now)


@contextmanager
def as_somebody_who_owns_the_tables() -> Iterator[Any]:
    """A cursor with the triggers off: what the owner of the tables, or a superuser, can do."""
    switched = ("audit_reading", "audit_readingmonth")
    with connection.cursor() as cursor:
        for table in switched:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in switched:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
