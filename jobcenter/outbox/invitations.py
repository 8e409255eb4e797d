"""The calendar's side of a letter: iTIP (RFC 5546) in iCalendar (RFC 5545).

A calendar is often shared with a partner, a child or an employer. So the entry says where and when
and nothing else: no topic, no agenda, no name of the citizen, no counsellor, and not the secret
link. What happens online says where to click: in CONFERENCE (RFC 7986) and in its text. It is
marked private, and it has no alarm of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar

from jobcenter.shared import icalendars
from jobcenter.shared.typed import one_line

AT_THE_HOUSE = {"in_person", "walk", "hybrid"}


def invitation(
    payload: Mapping[str, Any],
    *,
    attendee: str = "",
    written_at: datetime | None = None,
) -> bytes:
    """One calendar entry in the language that is active, CRLF lines folded at 75 octets.

    `payload` is that of a conversation notice: `uid`, `sequence`, `method`, `starts_at`, `ends_at`
    (ISO, aware), `centre`, `mode`, `address`, `room`, `centre_phone`; of a place at something that
    happens in a house also `title`, neutral where its name would tell too much, and
    `online_address` where one takes part online. Method PUBLISH is
    for a file to download: it names no attendee. `written_at` becomes DTSTAMP (none: this moment);
    between two messages with the same SEQUENCE the later one wins.
    """
    one = icalendars.entry(_lines(payload, attendee, written_at or datetime.now(UTC)))
    method = str(payload["method"])
    return icalendars.calendar_file(made_by="Samtaler", method=method, entries=[one])


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
    """Where to go: house, address, room, as far as they are known; online in a word."""
    if payload.get("mode") == "online":
        return _("Online")
    parts = (payload.get("centre"), payload.get("address"), payload.get("room"))
    house = ", ".join(one_line(part) for part in parts if part)
    return (
        _("%(house)s, and online") % {"house": house} if payload.get("mode") == "hybrid" else house
    )


def _lines(payload: Mapping[str, Any], attendee: str, written_at: datetime) -> Iterator[str]:
    is_cancelled = payload["method"] == "CANCEL"
    yield icalendars.plain("UID", payload["uid"])
    yield icalendars.plain("SEQUENCE", int(payload["sequence"]))
    yield icalendars.instant("DTSTAMP", written_at)
    yield icalendars.wall_clock("DTSTART", datetime.fromisoformat(payload["starts_at"]))
    yield icalendars.wall_clock("DTEND", datetime.fromisoformat(payload["ends_at"]))
    yield icalendars.text("SUMMARY", _title(payload))
    yield icalendars.text("LOCATION", _location(payload))
    yield icalendars.text("DESCRIPTION", _description(payload))
    if payload.get("online_address"):
        yield icalendars.plain("CONFERENCE;VALUE=URI", payload["online_address"])
    yield icalendars.plain("STATUS", "CANCELLED" if is_cancelled else "CONFIRMED")
    yield icalendars.plain("TRANSP", "OPAQUE")
    yield icalendars.plain("CLASS", "PRIVATE")
    yield icalendars.person("ORGANIZER", parseaddr(settings.FROM_EMAIL)[1], cn=payload["centre"])
    if attendee and payload["method"] != "PUBLISH":
        yield _attendee(attendee)


def _title(payload: Mapping[str, Any]) -> str:
    """What happens in a house is public and has its title; a conversation never has one."""
    if payload.get("title"):
        return one_line(payload["title"])
    return _("Conversation at %(centre)s") % {"centre": one_line(payload["centre"])}


def _description(payload: Mapping[str, Any]) -> str:
    if payload.get("title"):
        # Many programs show nothing of CONFERENCE.
        click = _("Take part online: %(link)s") % {"link": payload.get("online_address")}
        freely = _("Voluntary. You can cancel with the link in our message.")
        return f"{click}\n\n{freely}" if payload.get("online_address") else freely
    return _("Voluntary. You can move or cancel with the link in our mail.")


def _location(payload: Mapping[str, Any]) -> str:
    if payload["mode"] in {*AT_THE_HOUSE, "online"}:
        return place_of(payload)
    return _("By video") if payload["mode"] == "video" else _("By phone")


def _attendee(address: str) -> str:
    # Accepted already: the person booked it. No reply is wanted, because nobody would read it.
    return icalendars.person(
        "ATTENDEE", quote(address, safe="@+!$'*~"),
        cutype="INDIVIDUAL", role="REQ-PARTICIPANT", partstat="ACCEPTED", rsvp="FALSE",
    )  # fmt: skip
