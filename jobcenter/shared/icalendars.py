"""Calendars as files: iCalendar (RFC 5545) with the names of RFC 7986, written in one way.

By hand, because a feed of a thousand entries takes a library half a second and this 15 ms; what is
written here is read back by two libraries in the tests. A line is a `str` with its CRLF, folded at
75 octets; a component is lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.typed import lines as several_lines
from jobcenter.shared.typed import one_line

MOST_OCTETS = 75
_SPECIAL = re.compile(r"[\\;,\n]")
# A word of the standard stands without quotes.
_WORD = re.compile(r"[A-Z-]+")
# What must never stand in a line: it would begin another one, or be no text at all.
_BREAKING = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

# Written out, because readers know no other zone than the one they are sent. The EU's rule since
# 1996; a test compares it with the time zone database, hour by hour.
COPENHAGEN_ZONE = (
    "BEGIN:VTIMEZONE\r\n"
    "TZID:Europe/Copenhagen\r\n"
    "BEGIN:DAYLIGHT\r\n"
    "TZNAME:CEST\r\n"
    "TZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0200\r\n"
    "DTSTART:19960331T020000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "END:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\n"
    "TZNAME:CET\r\n"
    "TZOFFSETFROM:+0200\r\n"
    "TZOFFSETTO:+0100\r\n"
    "DTSTART:19961027T030000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "END:STANDARD\r\n"
    "END:VTIMEZONE\r\n"
)


def calendar_file(
    *, made_by: str, method: str, entries: Iterable[str], head: Iterable[str] = ()
) -> bytes:
    """The whole file, UTF-8. `made_by` names the part of the house, `head` are further lines about
    the calendar itself, `entries` come from `entry`."""
    opening = (
        "BEGIN:VCALENDAR\r\n"
        "VERSION:2.0\r\n"
        f"PRODID:-//Fremtidens Jobcenter//{made_by}//DA\r\n"
        "CALSCALE:GREGORIAN\r\n"
        f"METHOD:{method}\r\n"
    )
    parts = [opening, *head, COPENHAGEN_ZONE, *entries, "END:VCALENDAR\r\n"]
    return "".join(parts).encode()


def entry(lines: Iterable[str]) -> str:
    """One VEVENT of these lines."""
    return f"BEGIN:VEVENT\r\n{''.join(lines)}END:VEVENT\r\n"


def plain(name: str, value: str | int) -> str:
    """A value that is taken as it stands: a word of the standard, a number, an address."""
    return _folded(f"{name}:{value}")


def text(name: str, said: object) -> str:
    """What somebody wrote; several lines stay several lines."""
    return _folded(f"{name}:{_escaped(several_lines(said))}")


def texts(name: str, said: Iterable[object]) -> str:
    """Several of them as a list. Nothing to say is no line."""
    together = ",".join(_escaped(one_line(each)) for each in said)
    return _folded(f"{name}:{together}") if together else ""


def instant(name: str, moment: datetime) -> str:
    """A moment in UTC."""
    return f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%S}Z\r\n"


def wall_clock(name: str, moment: datetime) -> str:
    """A moment by the clock of Copenhagen."""
    local = moment.astimezone(COPENHAGEN)
    # RFC 5545: a time in the hour that comes twice means its first coming. The second needs UTC.
    if local.fold:
        return instant(name, moment)
    return f"{name};TZID=Europe/Copenhagen:{local:%Y%m%dT%H%M%S}\r\n"


def person(name: str, mailto: str, **facts: str) -> str:
    """ORGANIZER or ATTENDEE: `facts` are parameters, among them the name as CN."""
    # A parameter has no way to write a double quote (RFC 5545, 3.2).
    told = "".join(f";{key.upper()}={_parameter(said)}" for key, said in facts.items())
    return _folded(f"{name}{told}:mailto:{mailto}")


def _parameter(said: str) -> str:
    if _WORD.fullmatch(said):
        return said
    return '"' + one_line(said).replace('"', "'") + '"'


def _escaped(said: str) -> str:
    if not _SPECIAL.search(said):
        return said
    said = said.replace("\\", "\\\\").replace(";", "\\;")
    return said.replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """CRLF and a blank before the 76th octet of a line, never inside a letter."""
    if len(line) <= MOST_OCTETS and line.isascii() and line.isprintable():
        return f"{line}\r\n"
    if found := _BREAKING.search(line):
        raise ValueError(f"{found.group()!r} in a line of a calendar: {line[:40]!r}")
    octets = line.encode()
    if len(octets) <= MOST_OCTETS:
        return f"{line}\r\n"
    return "\r\n ".join(_pieces(octets)) + "\r\n"


def _pieces(octets: bytes) -> Iterable[str]:
    start, room = 0, MOST_OCTETS
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:  # inside a letter
            end -= 1
        yield octets[start:end].decode()
        # Every further line begins with the blank.
        start, room = end, MOST_OCTETS - 1
