"""The heads of the chains, kept in a file outside the database.

Whoever cuts the end of the log off, or rewrites it whole, would have to rewrite that file as well.

One JSON object per line, only ever added to: {"month", "count", "hash", "at"}. A head is added when
its month has grown, and never otherwise: a line that contradicts an earlier one would be the forged
head of somebody who has rewritten the log.
"""

from __future__ import annotations

import json
import logging
import os
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jobcenter.audit.models import ReadingMonth

log = logging.getLogger(__name__)
CONTRADICTED = (
    "read log %s has %d rows, %s, and that is not what was kept of it before:"
    " run manage.py verify_audit"
)


class HeadFileUnreadable(ValueError):
    """Somebody wrote in the file who is not this program."""


@dataclass(frozen=True, slots=True)
class Head:
    """A month had `count` rows and the last of them this hash."""

    month: date
    count: int
    hash: bytes


def keep_heads(*, file: Path, now: datetime) -> list[Head]:
    """Add the heads of the months that have grown; on disk when this returns.

    A month that has shrunk, or has another last row than it had at the same count, is told as an
    error and not added: what was kept of it before stays the truth `verify_audit` measures against.
    """
    known = _by_month(read_heads(file))
    heads = [
        Head(row.month, row.count, bytes(row.last_hash))
        for row in ReadingMonth.objects.filter(dropped_at=None).order_by("month")
    ]
    grown = [head for head in heads if has_grown(head, known[head.month])]
    if grown:
        _append(file, "".join(_line(head, now) for head in grown))
    for head in heads:
        if head not in grown and head not in known[head.month]:
            log.error(CONTRADICTED, head.month, head.count, head.hash.hex())
    return grown


def has_grown(head: Head, known: set[Head]) -> bool:
    """Has the month more rows than in any head kept of it?"""
    return all(head.count > earlier.count for earlier in known)


def read_heads(file: Path) -> list[Head]:
    """Every head ever kept, oldest first; none when there is no file yet."""
    if not file.exists():
        return []
    lines = enumerate(file.read_text().splitlines(), 1)
    return [_read(line, f"{file}, line {number}") for number, line in lines]


def _by_month(heads: list[Head]) -> defaultdict[date, set[Head]]:
    known: defaultdict[date, set[Head]] = defaultdict(set)
    for head in heads:
        known[head.month].add(head)
    return known


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
