"""The heads of the chains, kept in a file outside the database.

Whoever cuts the end of the log off, or rewrites it whole, would have to rewrite that file as well.

One JSON object per line, only ever added to: {"month", "count", "hash", "at"}.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jobcenter.audit.models import ReadingMonth


class HeadFileUnreadable(ValueError):
    """Somebody wrote in the file who is not this program."""


@dataclass(frozen=True, slots=True)
class Head:
    """A month had `count` rows and the last of them this hash."""

    month: date
    count: int
    hash: bytes


def keep_heads(*, file: Path, now: datetime) -> list[Head]:
    """Add what has grown since the file's last line about that month; on disk when this returns."""
    known = {head.month: head for head in read_heads(file)}
    heads = [
        Head(row.month, row.count, bytes(row.last_hash))
        for row in ReadingMonth.objects.filter(dropped_at=None).order_by("month")
    ]
    grown = [head for head in heads if known.get(head.month) != head]
    if grown:
        _append(file, "".join(_line(head, now) for head in grown))
    return grown


def read_heads(file: Path) -> list[Head]:
    """Every head ever kept, oldest first; none when there is no file yet."""
    if not file.exists():
        return []
    lines = enumerate(file.read_text().splitlines(), 1)
    return [_read(line, f"{file}, line {number}") for number, line in lines]


def _append(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as kept:
        kept.write(text)
        kept.flush()
        os.fsync(kept.fileno())


def _line(head: Head, now: datetime) -> str:
    said = {
        "month": head.month.isoformat(),
        "count": head.count,
        "hash": head.hash.hex(),
        "at": now.isoformat(),
    }
    return json.dumps(said) + "\n"


def _read(line: str, where: str) -> Head:
    try:
        said = json.loads(line)
        return Head(
            date.fromisoformat(said["month"]), int(said["count"]), bytes.fromhex(said["hash"])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise HeadFileUnreadable(f"{where} is no head of the read log: {line[:80]!r}") from error
