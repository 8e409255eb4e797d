"""The other side of `apart`: limits itself, reads one file from stdin, answers in JSON.

Run as `python -m counsellors.availability.domain.calendars.child '{"window_from": …}'`. Imports
nothing of Django, so it starts within 0.1 s.
"""

from __future__ import annotations

import json
import resource
import sys
from base64 import b64encode
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .defects import Defect
from .gathering import ReadCalendar, gather

SECONDS = 2
# Private memory: code and shared libraries are not counted, everything the file makes us keep is.
BYTES = 100_000_000


def limit_this_process() -> None:
    """For good: what is taken here cannot be given back."""
    _limit(resource.RLIMIT_CPU, SECONDS)
    _limit(resource.RLIMIT_DATA, BYTES)
    _limit(resource.RLIMIT_CORE, 0)


def main() -> None:
    limit_this_process()
    asked = json.loads(sys.argv[1])
    try:
        answer = _found(
            gather(
                sys.stdin.buffer.read(),
                window_from=datetime.fromisoformat(asked["window_from"]),
                window_to=datetime.fromisoformat(asked["window_to"]),
                default_zone=ZoneInfo(asked["zone"]),
            )
        )
    except Defect as defect:
        answer = {"line": defect.line, "sentence": defect.sentence, "params": defect.params}
    json.dump(answer, sys.stdout)


def _found(read: ReadCalendar) -> dict[str, Any]:
    return {
        "busy": [
            (each.start.isoformat(), each.end.isoformat(), b64encode(each.uid_hash).decode())
            for each in read.busy
        ],
        "events_read": read.events_read,
        "ignored": read.ignored,
    }


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    # An unprivileged process may not raise what is already stricter.
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (allowed, allowed))


if __name__ == "__main__":
    main()
