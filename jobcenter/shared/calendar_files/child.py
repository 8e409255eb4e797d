"""The other side of `apart`: limits itself, reads one file from stdin, answers in JSON.

Run as `python -m jobcenter.shared.calendar_files.child '{"window_from": …}'`. Imports
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
from .happenings import Dated, ReadHappenings, Told, read_happenings

# Private memory: code and shared libraries are not counted, everything the file makes us keep is.
# Texts are large, and a programme is read once a night; busy times every quarter of an hour.
SECONDS = {"busy": 2, "happenings": 6}
BYTES = {"busy": 100_000_000, "happenings": 300_000_000}


def limit_this_process(what: str) -> None:
    """For good: what is taken here cannot be given back."""
    _limit(resource.RLIMIT_CPU, SECONDS[what])
    _limit(resource.RLIMIT_DATA, BYTES[what])
    _limit(resource.RLIMIT_CORE, 0)


def main() -> None:
    asked = json.loads(sys.argv[1])
    limit_this_process(asked["what"])
    window = {edge: datetime.fromisoformat(asked[edge]) for edge in ("window_from", "window_to")}
    zone = ZoneInfo(asked["zone"])
    try:
        data = sys.stdin.buffer.read()
        if asked["what"] == "busy":
            answer = _busy(gather(data, **window, default_zone=zone))
        else:
            answer = _happenings(read_happenings(data, **window, default_zone=zone))
    except Defect as defect:
        answer = {"line": defect.line, "sentence": defect.sentence, "params": defect.params}
    json.dump(answer, sys.stdout)


def _busy(read: ReadCalendar) -> dict[str, Any]:
    return {
        "busy": [
            (each.start.isoformat(), each.end.isoformat(), b64encode(each.uid_hash).decode())
            for each in read.busy
        ],
        "events_read": read.events_read,
        "ignored": read.ignored,
    }


def _happenings(read: ReadHappenings) -> dict[str, Any]:
    return {
        "happenings": [
            (each.uid, _told(each.told), [_dated(one) for one in each.dates])
            for each in read.happenings
        ],
        "faults": [(f.uid, f.title, f.line, f.sentence, f.params) for f in read.faults],
    }


def _told(told: Told) -> tuple[Any, ...]:
    return told.title, told.text, told.place, told.url, told.categories


def _dated(one: Dated) -> tuple[Any, ...]:
    times = one.start.isoformat(), one.end.isoformat()
    told = _told(one.told) if one.told else None
    return one.which, *times, one.is_whole_days, one.is_cancelled, told


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    # An unprivileged process may not raise what is already stricter.
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (allowed, allowed))


if __name__ == "__main__":
    main()
