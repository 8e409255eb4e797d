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
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from jobcenter.shared.periods import COPENHAGEN

BEFORE_THE_FIRST = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Content:
    """What is hashed, in this order. `at` is aware; everything else as it stands in its column."""

    month: date
    number: int
    public_id: str
    at: datetime
    reader_id: int
    reader_name: str
    reader_role: str
    centre_id: int | None
    citizen: str
    way: str
    kinds: Sequence[str]
    why: str
    words: str
    searched_for: str


COLUMNS = tuple(Content.__slots__)


def month_of(at: datetime) -> date:
    """The first day of the month `at` lies in, on Copenhagen's clock."""
    return at.astimezone(COPENHAGEN).date().replace(day=1)


def chained(previous: bytes, row: Sequence[object]) -> bytes:
    """The hash of a row whose values stand in the order of `COLUMNS`."""
    month, number, public_id, at, *rest = row
    # Microseconds since 1970: the same whatever zone the connection speaks in.
    moment = (at - EPOCH) // MICROSECOND  # type: ignore[operator]
    content = json.dumps([str(month), number, public_id, moment, *rest], separators=(",", ":"))
    return hashlib.sha256(previous + content.encode()).digest()
