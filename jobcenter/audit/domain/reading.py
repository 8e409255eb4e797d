"""The read log: who saw what about whom, and why. No row, no data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.shared.secrets import new_public_id
from jobcenter.shared.typed import one_line

from .chain import COLUMNS, content_of, month_of

COLUMNS_SAID = COLUMNS[2:]
LONGEST_NAME, LONGEST_WORDS, LONGEST_SEARCH = 120, 500, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looked, as they are called today. `role` is a value of RoleKind."""

    id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReading:
    """One person of whom something is about to be shown.

    `citizen` is their public id; empty only for a search that finds nobody. `centre_id` is the
    house that answers questions about it. `words` say why when there is no relation (Why.ASKED).
    """

    citizen: str
    way: Way
    kinds: frozenset[Kind]
    why: Why
    centre_id: int | None = None
    words: str = ""
    searched_for: str = ""


def read_and_record[Row](
    *,
    rows: Iterable[Row],
    reader: Reader,
    tell: Callable[[Row], NewReading],
    now: datetime,
) -> list[Row]:
    """Fetch `rows` and write down that `reader` saw them; only then hand them out.

    `tell` says of each row what it shows about whom. Everything happens in one transaction of its
    own, which is committed before anybody gets anything: when the log cannot be written, whatever
    the reason, there is nothing to show. `rows` is read here, so hand over a lazy query set.
    """
    with transaction.atomic(durable=True):
        found = list(rows)
        record_readings(reader=reader, readings=[tell(row) for row in found], now=now)
    return found


def record_reading(*, reader: Reader, reading: NewReading, now: datetime) -> None:
    """One person, e.g. their own page."""
    record_readings(reader=reader, readings=[reading], now=now)


def record_readings(*, reader: Reader, readings: Sequence[NewReading], now: datetime) -> None:
    """Write one row per person and reason, in one statement whatever their number.

    Call it last: everybody who reads in this month waits for this transaction's end. Refuses to run
    outside a transaction, because the row must stand before the data is handed out.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a reading was recorded outside the transaction that reads")
    together = _one_per_person(readings)
    if not together:
        return
    rows = json.dumps(_rows(together, reader, now=now))
    with connection.cursor() as cursor:
        # One statement whatever the number of rows. It locks the head of the month until the
        # transaction ends, so numbers have no gaps and no twins.
        cursor.execute("SELECT append_readings(%s, %s::jsonb)", [month_of(now), rows])


def _one_per_person(readings: Sequence[NewReading]) -> list[tuple[NewReading, list[str]]]:
    """Three conversations with one person in a list are one look at that person."""
    together: dict[tuple[object, ...], tuple[NewReading, set[Kind]]] = {}
    for one in readings:
        same = (one.citizen, one.way, one.why, one.centre_id, one.words, one.searched_for)
        together.setdefault(same, (one, set()))[1].update(one.kinds)
    return [(one, [k.value for k in Kind if k in kinds]) for one, kinds in together.values()]


def _rows(
    together: Sequence[tuple[NewReading, list[str]]], reader: Reader, *, now: datetime
) -> list[dict[str, object]]:
    """Each row as JSON can carry it, with the content its hash is made of."""
    name = one_line(reader.name)[:LONGEST_NAME]
    rows = []
    for reading, kinds in together:
        values = [
            new_public_id(),
            now,
            reader.id,
            name,
            reader.role,
            reading.centre_id,
            reading.citizen,
            reading.way.value,
            kinds,
            reading.why.value,
            _tidy(reading.words, LONGEST_WORDS),
            _tidy(reading.searched_for, LONGEST_SEARCH),
        ]
        said = dict(zip(COLUMNS_SAID, values, strict=True))
        rows.append(said | {"at": now.isoformat(), "content": content_of(values)})
    return rows


def _tidy(words: str, most: int) -> str:
    return one_line(words)[:most] if words else ""
