"""A date as data: what its page says, in names that do not change. See also `openapi`.

Nothing of people: no word of who signed up, none of who stands at the door, and no reason why
something was called off, because reasons are often about somebody's health.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from events.activities.enums import Whereabouts
from events.activities.models import ActivityDate, ActivityDateQuerySet
from jobcenter.centres.enums import RoomFact
from jobcenter.centres.models import Centre, Room
from jobcenter.shared.typed import lines, one_line

from .addresses import absolute, page_of, programme_address
from .choosing import Loaded, when_it_counts

FIRST_YEAR, LAST_YEAR = 2000, 2199
type Place = tuple[datetime, str]


class NoSuchPlace(ValueError):
    """A cursor we never gave to anybody."""


def items_of(told: Loaded, *, now: datetime) -> list[dict[str, Any]]:
    programme = programme_address()
    return [_item(one, told, programme, now) for one in told.dates]


def cursor_of(one: ActivityDate) -> str:
    """Where in the order of the calendar a date stands; nobody needs to read it."""
    return urlsafe_b64encode(f"{when_it_counts(one).isoformat()} {one.public_id}".encode()).decode()


def place_in_list(cursor: str) -> Place:
    """The opposite. Raises NoSuchPlace."""
    try:
        moment, public_id = urlsafe_b64decode(cursor.encode()).decode("ascii").split(" ")
        read = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError) as wrong:
        raise NoSuchPlace from wrong
    is_ours = public_id.isprintable() and read.tzinfo is not None
    if not is_ours or not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise NoSuchPlace
    return read.astimezone(UTC), public_id


def after(rows: ActivityDateQuerySet, place: Place | None) -> ActivityDateQuerySet:
    """What comes later in the list, whatever was added or withdrawn before it meanwhile."""
    if place is None:
        return rows
    moment, public_id = place
    same = Q(("moment", moment), public_id__gt=public_id)
    return rows.filter(Q(("moment__gt", moment)) | same)


def _item(one: ActivityDate, told: Loaded, programme: str, now: datetime) -> dict[str, Any]:
    activity = one.activity
    return {
        "id": one.public_id,
        "uid": one.calendar_uid,
        "page": page_of(one, programme=programme),
        "calendar": f"{page_of(one, programme=programme)}kalender.ics",
        "picture": f"{page_of(one, programme=programme)}billede.png",
        "state": one.state_at(now).value,
        "title": one_line(one.title),
        "text": lines(one.text),
        "starts_at": _stamp(one.starts_at),
        "ends_at": _stamp(one.ends_at),
        "planned_at": _stamp(one.planned_at),
        "changed_at": _stamp(one.changed_at),
        "sequence": one.sequence,
        "kind": activity.kind,
        "topics": [topic.slug for topic in told.topics_of(one)],
        "language": one.language,
        "whereabouts": activity.whereabouts,
        "price_kroner": one.price_kroner,
        "companion_welcome": activity.companion_welcome,
        "arranged_by": one_line(activity.partner.name) if activity.partner else None,
        "house": _house(activity.centre),
        "room": _room(one.room) if activity.whereabouts != Whereabouts.ONLINE else None,
    }


def _house(centre: Centre) -> dict[str, Any]:
    return {
        "id": centre.slug,
        "name": centre.name,
        "street": centre.street,
        "postcode": centre.postcode,
        "town": centre.town,
        "phone": centre.phone,
        "latitude": centre.latitude,
        "longitude": centre.longitude,
        "page": absolute(reverse("centres:centre", args=[centre.slug])),
    }


def _room(room: Room | None) -> dict[str, Any] | None:
    if room is None:
        return None
    checked = room.facts_checked_on
    return {
        "name": room.name,
        **{fact: getattr(room, fact) for fact in RoomFact.values},
        "bus": one_line(room.bus),
        "facts_checked_on": checked.isoformat() if checked else None,
    }


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
