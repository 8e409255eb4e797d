"""The wall: a calendar file is read in a process of its own, which may die without harm.

`limits` bounds all work we know of. This bounds what we overlooked: the operating system takes the
time and the memory away, and the reader becomes a refusal like any other.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .defects import Defect, gettext_noop
from .gathering import BusyInterval, ReadCalendar
from .limits import MAX_BYTES
from .lines import too_large
from .reading import CalendarUnreadable

CHILD = "counsellors.availability.domain.calendars.child"
PROJECT = Path(__file__).parents[4]
# The child may compute for 2 seconds; the rest is patience with a busy machine.
PATIENCE_SECONDS = 15


def read_busy_apart(
    data: bytes, *, window_from: datetime, window_to: datetime, default_zone: ZoneInfo
) -> ReadCalendar:
    """`reading.read_busy`, with at most 2 seconds of computing and 100 MB of memory.

    Raises CalendarUnreadable, also when the child is stopped for taking more.
    """
    asked = {
        "window_from": window_from.isoformat(),
        "window_to": window_to.isoformat(),
        "zone": default_zone.key,
    }
    if len(data) > MAX_BYTES:
        raise CalendarUnreadable.because_of(too_large())
    return _understood(_answer([sys.executable, "-m", CHILD, json.dumps(asked)], data))


def _answer(
    command: list[str], data: bytes, *, patience: float = PATIENCE_SECONDS
) -> dict[str, Any]:
    try:
        child = subprocess.run(  # noqa: S603 our own module, no shell, nothing from outside
            command,
            input=data,
            capture_output=True,
            cwd=PROJECT,
            timeout=patience,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise _stopped() from error
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _understood(answer: dict[str, Any]) -> ReadCalendar:
    if "sentence" in answer:
        defect = Defect(answer["line"], answer["sentence"], **answer["params"])
        raise CalendarUnreadable.because_of(defect)
    busy = [
        BusyInterval(
            datetime.fromisoformat(start), datetime.fromisoformat(end), b64decode(uid_hash)
        )
        for start, end, uid_hash in answer["busy"]
    ]
    return ReadCalendar(busy, answer["events_read"], answer["ignored"])


def _stopped() -> CalendarUnreadable:
    sentence = gettext_noop(
        "Reading the file took more than 2 seconds or 100 MB and was stopped. Export fewer years."
    )
    return CalendarUnreadable.because_of(Defect(None, sentence))
