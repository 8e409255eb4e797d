"""The hash chain of the read log, one per calendar month in Copenhagen.

Row n of a month carries SHA-256(hash of row n-1 ‖ "2026-12-01/n:" ‖ content of row n); before row 1
stand 32 zero bytes. The content is a JSON array of its columns, so no two rows have the same bytes;
month and number stand in front, so that a row cannot be moved. Whoever rewrites a row must rewrite
every later one, and the heads kept outside the database (`heads.py`) tell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from jobcenter.shared.periods import COPENHAGEN

BEFORE_THE_FIRST = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
AS_JSON = json.JSONEncoder(separators=(",", ":")).encode


# What is hashed, in this order.
COLUMNS = (
    "month",
    "number",
    "public_id",
    "at",
    "reader_id",
    "reader_name",
    "reader_role",
    "centre_id",
    "citizen",
    "way",
    "kinds",
    "why",
    "words",
    "searched_for",
)


def month_of(at: datetime) -> date:
    """The first day of the month `at` lies in, on Copenhagen's clock."""
    return at.astimezone(COPENHAGEN).date().replace(day=1)


def chained(previous: bytes, row: Sequence[Any]) -> bytes:
    """The hash of a row whose values stand in the order of `COLUMNS`.

    Twin of `append_readings` in the migrations, which gives a row its number and its hash.
    """
    month, number, *rest = row
    place = f"{month.isoformat()}/{number}:"
    return hashlib.sha256(previous + (place + content_of(rest)).encode()).digest()


def content_of(values: Sequence[Any]) -> str:
    """What is said in a row: the columns after its month and number. `at` is aware."""
    public_id, at, *rest = values
    # Microseconds since 1970: the same whatever zone the connection speaks in.
    return AS_JSON([public_id, (at - EPOCH) // MICROSECOND, *rest])
