"""The read log: who saw what about whom, and why. No row, no data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.shared.secrets import new_public_id
from jobcenter.shared.typed import one_line

from .chain import BEFORE_THE_FIRST, COLUMNS, chained, month_of

COLUMNS_AND_HASH = (*COLUMNS, "hash")
LONGEST_NAME, LONGEST_WORDS, LONGEST_SEARCH = 120, 500, 200

# Locks the head of the month until the transaction ends: numbers have no gaps and no twins.
CLAIM_NUMBERS = """
    INSERT INTO audit_readingmonth AS m (month, count, last_hash) VALUES (%s, %s, %s)
    ON CONFLICT (month) DO UPDATE SET count = m.count + EXCLUDED.count
    RETURNING count, last_hash
"""
# One parameter whatever the number of rows: the statement's text stays the same.
APPEND = f"""
    WITH appended AS (
        INSERT INTO audit_reading ({", ".join(COLUMNS_AND_HASH)})
        SELECT {", ".join(COLUMNS)}, decode(hash, 'hex') FROM jsonb_to_recordset(%s::jsonb) AS r (
            month date, number bigint, public_id text, at timestamptz, reader_id bigint,
            reader_name text, reader_role text, centre_id bigint, citizen text, way text,
            kinds text[], why text, words text, searched_for text, hash text
        )
    )
    UPDATE audit_readingmonth SET last_hash = %s WHERE month = %s
"""  # noqa: S608  our own column names


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
    """Write one row per person and reason, in two statements whatever their number.

    Call it last: everybody who reads in this month waits for this transaction's end. Refuses to run
    outside a transaction, because the row must stand before the data is handed out.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a reading was recorded outside the transaction that reads")
    together = _one_per_person(readings)
    if not together:
        return
    month = month_of(now)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_NUMBERS, [month, len(together), BEFORE_THE_FIRST])
        count, previous = cursor.fetchone()
        first = count - len(together) + 1
        rows, last_hash = _rows(
            together, reader, first=first, month=month, now=now, previous=bytes(previous)
        )
        cursor.execute(APPEND, [json.dumps(rows), last_hash, month])


def _one_per_person(readings: Sequence[NewReading]) -> list[tuple[NewReading, list[str]]]:
    """Three conversations with one person in a list are one look at that person."""
    together: dict[tuple[object, ...], tuple[NewReading, set[Kind]]] = {}
    for one in readings:
        same = (one.citizen, one.way, one.why, one.centre_id, one.words, one.searched_for)
        together.setdefault(same, (one, set()))[1].update(one.kinds)
    return [(one, [k.value for k in Kind if k in kinds]) for one, kinds in together.values()]


def _rows(
    together: Sequence[tuple[NewReading, list[str]]],
    reader: Reader,
    *,
    first: int,
    month: date,
    now: datetime,
    previous: bytes,
) -> tuple[list[dict[str, object]], bytes]:
    """Each row as JSON can carry it, and the hash of the last one."""
    name = one_line(reader.name)[:LONGEST_NAME]
    rows = []
    for number, (reading, kinds) in enumerate(together, first):
        values = [
            month,
            number,
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
        previous = chained(previous, values)
        as_text = [month.isoformat(), *values[1:3], now.isoformat(), *values[4:], previous.hex()]
        rows.append(dict(zip(COLUMNS_AND_HASH, as_text, strict=True)))
    return rows, previous


def _tidy(words: str, most: int) -> str:
    return one_line(words)[:most] if words else ""
