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
from .happenings import Dated, Fault, Happening, ReadHappenings, Told
from .limits import MAX_BYTES
from .lines import too_large
from .reading import CalendarUnreadable

CHILD = "jobcenter.shared.calendar_files.child"
PROJECT = Path(__file__).parents[3]
# The child may compute for seconds; the rest is patience with a busy machine.
PATIENCE_SECONDS = 15


def read_busy_apart(
    data: bytes, *, window_from: datetime, window_to: datetime, default_zone: ZoneInfo
) -> ReadCalendar:
    """`reading.read_busy`, with at most 2 seconds of computing and 100 MB of memory.

    Raises CalendarUnreadable, also when the child is stopped for taking more.
    """
    answer = _ask("busy", data, window_from, window_to, default_zone)
    busy = [
        BusyInterval(
            datetime.fromisoformat(start), datetime.fromisoformat(end), b64decode(uid_hash)
        )
        for start, end, uid_hash in answer["busy"]
    ]
    return ReadCalendar(busy, answer["events_read"], answer["ignored"])


def read_happenings_apart(
    data: bytes, *, window_from: datetime, window_to: datetime, default_zone: ZoneInfo
) -> ReadHappenings:
    """`happenings.read_happenings`, with at most 6 seconds of computing and 300 MB of memory.

    Raises CalendarUnreadable, also when the child is stopped for taking more.
    """
    answer = _ask("happenings", data, window_from, window_to, default_zone)
    happenings = [
        Happening(uid, _told(told), [_dated(*each) for each in dates])
        for uid, told, dates in answer["happenings"]
    ]
    return ReadHappenings(happenings, [Fault(*each) for each in answer["faults"]])


def _told(said: list[Any]) -> Told:
    title, text, place, url, categories = said
    return Told(title, text, place, url, tuple(categories))


def _dated(which: str, start: str, end: str, *said: Any) -> Dated:
    is_whole_days, is_cancelled, told = said
    times = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return Dated(which, *times, is_whole_days, is_cancelled, _told(told) if told else None)


def _ask(
    what: str, data: bytes, window_from: datetime, window_to: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    asked = {
        "what": what,
        "window_from": window_from.isoformat(),
        "window_to": window_to.isoformat(),
        "zone": zone.key,
    }
    if len(data) > MAX_BYTES:
        raise CalendarUnreadable.because_of(too_large())
    answer = _answer([sys.executable, "-m", CHILD, json.dumps(asked)], data)
    if "sentence" in answer:
        defect = Defect(answer["line"], answer["sentence"], **answer["params"])
        raise CalendarUnreadable.because_of(defect)
    return answer


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


def _stopped() -> CalendarUnreadable:
    sentence = gettext_noop(
        "Reading the file took too much time or memory and was stopped. Export fewer years."
    )
    return CalendarUnreadable.because_of(Defect(None, sentence))
