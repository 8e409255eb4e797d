"""The read log: who saw what about whom, and why. No row, no data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection, transaction

from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.shared.secrets import new_public_id
from jobcenter.shared.typed import one_line

from .chain import BEFORE_THE_FIRST, COLUMNS, Content, chained, month_of

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
        INSERT INTO audit_reading ({", ".join(COLUMNS)}, hash)
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
        rows, last_hash = _chain(
            [
                _content(reading, reader, month=month, number=number, now=now)
                for number, reading in enumerate(together, count - len(together) + 1)
            ],
            previous=bytes(previous),
        )
        cursor.execute(APPEND, [json.dumps(rows), last_hash, month])


def _one_per_person(readings: Sequence[NewReading]) -> list[NewReading]:
    """Three conversations with one person in a list are one look at that person."""
    together: dict[NewReading, frozenset[Kind]] = {}
    for reading in readings:
        apart_from_kinds = replace(reading, kinds=frozenset())
        together[apart_from_kinds] = together.get(apart_from_kinds, frozenset()) | reading.kinds
    return [replace(reading, kinds=kinds) for reading, kinds in together.items()]


def _content(
    reading: NewReading, reader: Reader, *, month: date, number: int, now: datetime
) -> Content:
    return Content(
        month=month,
        number=number,
        public_id=new_public_id(),
        at=now,
        reader_id=reader.id,
        reader_name=one_line(reader.name)[:LONGEST_NAME],
        reader_role=reader.role,
        centre_id=reading.centre_id,
        citizen=reading.citizen,
        way=reading.way.value,
        kinds=[kind.value for kind in Kind if kind in reading.kinds],
        why=reading.why.value,
        words=one_line(reading.words)[:LONGEST_WORDS],
        searched_for=one_line(reading.searched_for)[:LONGEST_SEARCH],
    )


def _chain(
    contents: Sequence[Content], *, previous: bytes
) -> tuple[list[dict[str, object]], bytes]:
    rows = []
    for content in contents:
        values = [getattr(content, column) for column in COLUMNS]
        previous = chained(previous, values)
        as_text = dict(zip(COLUMNS, values, strict=True)) | {
            "month": content.month.isoformat(),
            "at": content.at.isoformat(),
            "hash": previous.hex(),
        }
        rows.append(as_text)
    return rows, previous
