"""The calendar's side of a letter: iTIP (RFC 5546) in iCalendar (RFC 5545).

A calendar is often shared with a partner, a child or an employer. So the entry says where and when
and nothing else: no topic, no agenda, no name of the citizen, no counsellor, and not the secret
link. It is marked private, and it has no alarm of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.typed import one_line

AT_THE_HOUSE = {"in_person", "walk"}

# Written out, because readers know no other zone than the one they are sent. The EU's rule since
# 1996; a test compares it with the time zone database, hour by hour.
COPENHAGEN_ZONE = Timezone.from_ical(
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


def invitation(
    payload: Mapping[str, Any],
    *,
    attendee: str = "",
    written_at: datetime | None = None,
) -> bytes:
    """One calendar entry in the language that is active, CRLF lines folded at 75 octets.

    `payload` is that of a conversation notice: `uid`, `sequence`, `method`, `starts_at`, `ends_at`
    (ISO, aware), `centre`, `mode`, `address`, `room`, `centre_phone`. Method PUBLISH is for a file
    to download: it names no attendee. `written_at` becomes DTSTAMP (none: this moment); between
    two messages with the same SEQUENCE the later one wins.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Fremtidens Jobcenter//Samtaler//DA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", payload["method"])
    calendar.add_component(COPENHAGEN_ZONE)
    calendar.add_component(_event(payload, attendee, written_at or datetime.now(UTC)))
    return calendar.to_ical()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person's calendar shows of an invitation."""

    title: str
    starts_at: datetime
    ends_at: datetime
    location: str
    is_cancelled: bool
    sequence: int


def read_invitation(content: str) -> Entry:
    """The one entry of an invitation we wrote."""
    (event,) = Calendar.from_ical(content).events
    return Entry(
        title=str(event.summary),
        starts_at=cast("datetime", event.start),
        ends_at=cast("datetime", event.end),
        location=str(event.location),
        is_cancelled=event.status == "CANCELLED",
        sequence=event.sequence,
    )


def place_of(payload: Mapping[str, Any]) -> str:
    """Where to go: house, address, room, as far as they are known."""
    parts = (payload.get("centre"), payload.get("address"), payload.get("room"))
    return ", ".join(one_line(part) for part in parts if part)


def _event(payload: Mapping[str, Any], attendee: str, written_at: datetime) -> Event:
    event = Event()
    event.add("uid", payload["uid"])
    event.add("sequence", int(payload["sequence"]))
    event.add("dtstamp", written_at.astimezone(UTC))
    event.add("dtstart", _wall_clock(payload["starts_at"]))
    event.add("dtend", _wall_clock(payload["ends_at"]))
    event.add("summary", _("Conversation at %(centre)s") % {"centre": one_line(payload["centre"])})
    event.add("location", _location(payload))
    event.add("description", _("Voluntary. You can move or cancel with the link in our mail."))
    event.add("status", "CANCELLED" if payload["method"] == "CANCEL" else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("organizer", _organizer(payload["centre"]))
    if attendee and payload["method"] != "PUBLISH":
        event.add("attendee", _attendee(attendee))
    return event


def _wall_clock(moment: str) -> datetime:
    local = datetime.fromisoformat(moment).astimezone(COPENHAGEN)
    # RFC 5545: a time in the hour that comes twice means its first coming. The second needs UTC.
    return local.astimezone(UTC) if local.fold else local


def _location(payload: Mapping[str, Any]) -> str:
    if payload["mode"] in AT_THE_HOUSE:
        return place_of(payload)
    return _("By video") if payload["mode"] == "video" else _("By phone")


def _organizer(centre: str) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{parseaddr(settings.FROM_EMAIL)[1]}")
    organizer.params["cn"] = vText(one_line(centre))
    return organizer


def _attendee(address: str) -> vCalAddress:
    # Accepted already: the person booked it. No reply is wanted, because nobody would read it.
    attendee = vCalAddress(f"mailto:{quote(address, safe="@+!$'*~")}")
    attendee.params["cutype"] = vText("INDIVIDUAL")
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee
