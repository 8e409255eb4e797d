"""Calendar files for tests, and what is busy in them, as people would say it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from jobcenter.shared.calendar_files.gathering import BusyInterval, gather
from jobcenter.shared.periods import COPENHAGEN

FILES = Path(__file__).parents[1] / "counsellors" / "availability" / "calendars"
WINDOW = (datetime(2026, 11, 1, tzinfo=COPENHAGEN), datetime(2027, 5, 1, tzinfo=COPENHAGEN))


def calendar(*lines: str, end_of_line: str = "\r\n") -> bytes:
    """A VCALENDAR around `lines`; the first of them is line 3."""
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]
    return end_of_line.join(whole).encode()


def event(*lines: str, uid: str = "an-event") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"]


def one_event(*lines: str) -> bytes:
    """A calendar with one event; the first of `lines` is line 5."""
    return calendar(*event(*lines))


def busy(data: bytes, window: tuple[datetime, datetime] = WINDOW) -> list[str]:
    """ "2026-12-01 09:00 – 10:30" on Copenhagen's clock; the date of the end only if it differs."""
    read = gather(data, window_from=window[0], window_to=window[1], default_zone=COPENHAGEN)
    return [_said(each) for each in read.busy]


def busy_in_utc(data: bytes, window: tuple[datetime, datetime] = WINDOW) -> list[str]:
    read = gather(data, window_from=window[0], window_to=window[1], default_zone=COPENHAGEN)
    return [f"{each.start:%m-%d %H:%M} – {each.end:%m-%d %H:%M}" for each in read.busy]


def _said(interval: BusyInterval) -> str:
    assert interval.start.tzinfo is interval.end.tzinfo is UTC
    start, end = interval.start.astimezone(COPENHAGEN), interval.end.astimezone(COPENHAGEN)
    same_day = start.date() == end.date()
    return f"{start:%Y-%m-%d %H:%M} – {end:{'%H:%M' if same_day else '%Y-%m-%d %H:%M'}}"
