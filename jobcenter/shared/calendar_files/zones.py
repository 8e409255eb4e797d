"""A time zone as calendar programs write it, as a zone we can reckon with.

Tried in this order, the first that fits counts:

1. an IANA name, "Europe/Copenhagen", as written or in other capitals
2. a Windows name, "Romance Standard Time" (table: Unicode CLDR, by way of icalendar)
3. the file's own VTIMEZONE of that name, or the place its X-LIC-LOCATION names
4. a name with a maker's prefix, "/mozilla.org/20070129_1/Europe/Berlin"
5. a label of Outlook, "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"
6. a fixed offset, "UTC+2", "GMT+01:00"

IANA and Windows names come before the VTIMEZONE because that is often simplified, e.g. to the rules
of the year the file was written in.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from .components import Calendar
from .defects import Defect, excerpt, gettext_noop
from .file_zones import FileZones, tidied
from .lines import Line, parameters
from .values import Moment, read_time

KEY = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")
OFFSET = re.compile(r"\(?(?:UTC|GMT|Z)?\s*([+-])\s*(\d{1,2})(?:[:.]?(\d{2}))?\)?", re.IGNORECASE)
LABEL = re.compile(r"\((?:UTC|GMT)(?:([+-])(\d{1,2})[:.](\d{2}))?\)\s*(\S.*)", re.IGNORECASE)
# Files of the system's time zone directory that name no place, or count leap seconds.
NO_PLACES = frozenset({"localtime", "posixrules", "factory", "right", "posix"})
# How IBM Notes writes the zone of Denmark and its neighbours when it leaves out the VTIMEZONE.
NAMES_OF_NOTES = {"western/central europe": "Europe/Paris"}
LONGEST_NAME = 200
A_WINTER_DAY, A_SUMMER_DAY = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)


class Zones:
    """The zones of one VCALENDAR."""

    def __init__(self, calendar: Calendar, *, described: FileZones, default: tzinfo) -> None:
        self.default = default
        self._calendar = calendar
        self._file = described
        self._described = described.of(calendar)
        self._known: dict[str, tzinfo | None] = {}
        self._floating: tzinfo | None = None

    def moment(
        self, line: Line, value: str | None = None, *, floating: tzinfo | None = None
    ) -> Moment:
        """When a property is, e.g. DTSTART, or one `value` of its list of dates.

        `floating` is the zone of a time that names none; if None, the calendar's. Raises Defect.
        """
        declared = parameters(line) if line.head else {}
        as_date = declared.get("VALUE", "").upper() == "DATE"
        written = read_time(line.value if value is None else value, line, as_date=as_date)
        if written.is_date:
            # A whole day is that date where the counsellor is: zones do not shift it.
            return Moment(written.local, self.default, is_date=True)
        if written.is_utc:
            return Moment(written.local, UTC, is_date=False)
        tzid = declared.get("TZID", "")
        zone = self.named(tzid, line) if tzid else floating or self._floating_zone()
        return Moment(written.local, zone, is_date=False)

    def named(self, tzid: str, line: Line) -> tzinfo:
        """The zone `tzid` means; raises Defect if nobody knows it."""
        if tzid not in self._known:
            self._file.pay_for(tzid, line.number)
            self._known[tzid] = self._find(tzid) if len(tzid) <= LONGEST_NAME else None
        zone = self._known[tzid]
        if zone is None:
            raise Defect(
                line.number,
                gettext_noop(
                    "The time zone “%(zone)s” is unknown, and the file does not describe it."
                ),
                zone=excerpt(tzid),
            )
        return zone

    def _floating_zone(self) -> tzinfo:
        """Where times without a zone are meant: X-WR-TIMEZONE, or else the reader's zone."""
        if self._floating is None:
            line = self._calendar.head.first("X-WR-TIMEZONE") if self._calendar.head else None
            named = line is not None and line.value
            self._floating = self.named(line.value, line) if line and named else self.default
        return self._floating

    def _find(self, tzid: str) -> tzinfo | None:
        tidy = tzid.strip().strip("/")
        return (
            iana_zone(tidy)
            or windows_zone(tidy)
            or self._described_zone(tzid)
            or _behind_a_prefix(tidy)
            or iana_zone(NAMES_OF_NOTES.get(tidy.casefold(), ""))
            or _labelled(tidy)
            or _offset(tidy)
        )

    def _described_zone(self, tzid: str) -> tzinfo | None:
        zone = self._described.get(tidied(tzid))
        if zone is None:
            return None
        return iana_zone(zone.described.value("X-LIC-LOCATION").strip("/")) or self._file.make(zone)


@lru_cache(maxsize=1024)
def iana_zone(name: str) -> ZoneInfo | None:
    if not KEY.fullmatch(name) or name.partition("/")[0].casefold() in NO_PLACES:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        key = _places().get(name.casefold())
        return ZoneInfo(key) if key else None


@lru_cache(maxsize=1024)
def windows_zone(name: str) -> ZoneInfo | None:
    """ "Romance Standard Time", also as Exchange numbers it ("… 1") or with Daylight in it."""
    tidy = re.sub(r"\s+\d+$", "", name.casefold()).replace(" daylight ", " standard ")
    if not tidy.endswith((" time", " time)", "(mexico)")) and "utc" not in tidy:
        return None
    key = _windows_names().get(tidy)
    return ZoneInfo(key) if key else None


def _behind_a_prefix(name: str) -> tzinfo | None:
    """The longest end of a path that is a zone: America/Argentina/Buenos_Aires has three parts."""
    parts = name.split("/")[-6:]
    ends = ("/".join(parts[first:]) for first in range(1, len(parts)))
    return next((zone for end in ends if (zone := iana_zone(end) or windows_zone(end))), None)


def _labelled(name: str) -> tzinfo | None:
    """Outlook's label: the first of its cities that IANA knows at that offset."""
    label = LABEL.fullmatch(name)
    if label is None:
        return None
    sign, hours, minutes, places = label.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    offset = -offset if sign == "-" else offset
    if "universal" in places.casefold():
        return UTC
    cities = (_plain(city) for city in re.split(r"[,;/&]| and | og ", places))
    zones = (ZoneInfo(_cities()[city]) for city in cities if city in _cities())
    return next((zone for zone in zones if _winter_offset(zone) == offset), None)


def _offset(name: str) -> tzinfo | None:
    match = OFFSET.fullmatch(name)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset >= timedelta(days=1):
        return None
    return timezone(-offset if match[1] == "-" else offset)


def _winter_offset(zone: tzinfo) -> timedelta:
    days = (A_WINTER_DAY, A_SUMMER_DAY)
    return min(day.astimezone(zone).utcoffset() or timedelta(0) for day in days)


def _plain(name: str) -> str:
    """ "København " → "kobenhavn", "Sao_Paulo" → "sao paulo"."""
    folded = name.strip().casefold().replace("_", " ").replace("ø", "o").replace(".", "")
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign)
    )


@cache
def _places() -> dict[str, str]:
    # Walks a directory of 600 files: only when a name is not written as IANA does.
    return {key.casefold(): key for key in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    return {_plain(key.rpartition("/")[2]): key for key in sorted(available_timezones())}


@cache
def _windows_names() -> dict[str, str]:
    # Takes 0.3 s to import, so only for files that hold a Windows name.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415

    return {name.casefold(): key for name, key in WINDOWS_TO_OLSON.items()}
