"""Was anything in the read log changed, removed, swapped or cut off?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from jobcenter.audit.models import ReadingMonth

from .chain import BEFORE_THE_FIRST, COLUMNS, chained
from .heads import Head
from .keeping import may_be_dropped

AT_A_TIME = 5000
MOST_FINDINGS = 1000
ROWS = (
    f"SELECT {', '.join(COLUMNS)}, hash FROM audit_reading"  # noqa: S608  our own column names
    " WHERE month = %s ORDER BY number"
)
# From month to month along the index: DISTINCT would read every row.
MONTHS = """
    WITH RECURSIVE found (month) AS (
        SELECT min(month) FROM audit_reading
        UNION ALL
        SELECT (SELECT min(month) FROM audit_reading WHERE month > found.month) FROM found
        WHERE month IS NOT NULL
    )
    SELECT month FROM found WHERE month IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is not as it was written. `number` is the row's place in its month, if there is."""

    month: date
    number: int | None
    what: str

    def __str__(self) -> str:
        row = f", row {self.number}" if self.number is not None else ""
        return f"{self.month:%Y-%m}{row}: {self.what}"


@dataclass(slots=True)
class Verified:
    """`rows` were read; the first 1,000 `findings` are told."""

    rows: int = 0
    findings: list[Finding] = field(default_factory=list)

    def find(self, month: date, number: int | None, what: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(month, number, what))


def verify_readings(
    *, now: datetime, kept: Collection[Head] = (), only: date | None = None
) -> Verified:
    """Walk every month's chain, or `only` one's, and compare it with the heads that were `kept`.

    Rows are streamed through a cursor on the server: memory does not grow with the log. One
    snapshot for everything, so that readers who write meanwhile are not taken for tampering.
    """
    verified = Verified()
    with transaction.atomic():
        _see_one_moment()
        heads = {head.month: head for head in ReadingMonth.objects.all()}
        months = {*heads, *(head.month for head in kept), *_months_with_rows()}
        for month in sorted(months if only is None else months & {only}):
            anchors = _anchors(kept, month)
            if not _was_forgotten_in_time(heads.get(month), month, now):
                _verify_month(verified, month, heads.get(month), anchors)
    return verified


def _anchors(kept: Collection[Head], month: date) -> dict[int, set[bytes]]:
    """Every hash ever kept of each row: a later line does not make an earlier one untrue."""
    anchors: dict[int, set[bytes]] = {}
    for head in kept:
        if head.month == month:
            anchors.setdefault(head.count, set()).add(head.hash)
    return anchors


def _see_one_moment() -> None:
    if connection.in_atomic_block and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _months_with_rows() -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(MONTHS)
        return [month for (month,) in cursor.fetchall()]


def _was_forgotten_in_time(head: ReadingMonth | None, month: date, now: datetime) -> bool:
    return may_be_dropped(month, now=now) and (head is None or head.dropped_at is not None)


def _verify_month(
    verified: Verified, month: date, head: ReadingMonth | None, anchors: dict[int, set[bytes]]
) -> None:
    if head is None:
        verified.find(month, None, "the head of this month was removed")
    elif head.dropped_at is not None:
        verified.find(month, None, "the month was dropped before its time")
    for count in sorted(count for count, hashes in anchors.items() if len(hashes) > 1):
        verified.find(month, count, "was kept outside with different hashes: the end was rewritten")
    unmet = dict(anchors)
    last_number, last_hash = 0, BEFORE_THE_FIRST
    for values, found in _stream(month):
        number = values[1]
        _verify_row(verified, values, found, last_number=last_number, last_hash=last_hash)
        if unmet.pop(number, {found}) != {found}:
            verified.find(month, number, "is not the row whose hash was kept outside")
        last_number, last_hash = number, found
        verified.rows += 1
    for count in sorted(unmet):
        verified.find(month, count, "was kept outside as a head and is not there: the end was cut")
    _verify_head(verified, month, head, last_number, last_hash)


def _verify_row(
    verified: Verified, values: Sequence[Any], found: bytes, *, last_number: int, last_hash: bytes
) -> None:
    month, number = values[:2]
    missing = number - last_number - 1
    if missing:
        verified.find(month, number, f"{missing} rows before this one were removed")
    elif chained(last_hash, values) != found:
        verified.find(month, number, "was changed or swapped")


def _verify_head(
    verified: Verified, month: date, head: ReadingMonth | None, number: int, last: bytes
) -> None:
    if head is None or head.dropped_at is not None:
        return
    if head.count != number:
        verified.find(month, None, f"there should be {head.count} rows, the last one is {number}")
    elif bytes(head.last_hash) != last:
        verified.find(month, number, "is not the row the head of the month names")


def _stream(month: date) -> Iterator[tuple[Sequence[Any], bytes]]:
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(ROWS, [month])
        while rows := cursor.fetchmany(AT_A_TIME):
            for row in rows:
                yield row[:-1], row[-1]
