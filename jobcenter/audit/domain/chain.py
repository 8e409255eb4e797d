"""The hash chain of the read log, one per calendar month in Copenhagen.

Row n of a month carries SHA-256(hash of row n-1 ‖ content of row n); before row 1 stand 32 zero
bytes. The content is a JSON array, so no two rows have the same bytes, and it holds month and
number, so that a row cannot be moved. Whoever rewrites a row must rewrite every later one, and the
heads kept outside the database (`heads.py`) tell.
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
    """The hash of a row whose values stand in the order of `COLUMNS`; `at` is aware."""
    month, number, public_id, at, *rest = row
    # Microseconds since 1970: the same whatever zone the connection speaks in.
    moment = (at - EPOCH) // MICROSECOND
    content = AS_JSON([month.isoformat(), number, public_id, moment, *rest])
    return hashlib.sha256(previous + content.encode()).digest()
