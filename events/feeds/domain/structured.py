"""A date in the words of schema.org, for search engines, and what a link to it is shown with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language

from events.activities.enums import DateState, Whereabouts
from events.activities.models import ActivityDate
from jobcenter.centres.models import Room
from jobcenter.shared.typed import lines, one_line
from jobcenter.ui.dates import when_in_words

from .addresses import absolute, page_of
from .calendars import place_of, times_of
from .pictures import DRAWN, words_of

SCHEMA = "https://schema.org"
LONGEST_TEXT = 200
_STATUS = {
    DateState.PLANNED: "EventScheduled",
    DateState.MOVED: "EventRescheduled",
    DateState.POSTPONED: "EventPostponed",
    DateState.CANCELLED: "EventCancelled",
}
_MODE = {
    Whereabouts.IN_HOUSE: "OfflineEventAttendanceMode",
    Whereabouts.ONLINE: "OnlineEventAttendanceMode",
    Whereabouts.HYBRID: "MixedEventAttendanceMode",
}
# They would end the element that holds the data, or its comment; JSON knows another way.
_NOT_IN_HTML = str.maketrans(
    {sign: f"\\u{ord(sign):04x}" for sign in ("<", ">", "&", "\u2028", "\u2029")}
)


@dataclass(frozen=True, slots=True)
class Card:
    """What other sites show of a link."""

    title: str
    text: str
    page: str
    picture: str
    calendar: str
    locale: str


def card_of(one: ActivityDate) -> Card:
    page = page_of(one)
    when = when_in_words(one.starts_at, one.ends_at, year=True) if one.starts_at else ""
    said = ". ".join(filter(None, [when, place_of(one), one_line(one.text)]))
    # Other sites keep a picture by its address: another picture has another one.
    drawn = hashlib.sha256(repr((DRAWN, words_of(one))).encode()).hexdigest()[:8]
    return Card(
        title=one_line(one.title),
        text=Truncator(said[:1].upper() + said[1:]).chars(LONGEST_TEXT),
        page=page,
        picture=f"{page}billede.png?v={drawn}",
        calendar=f"{page}kalender.ics",
        locale="en_GB" if get_language() == "en" else "da_DK",
    )


def linked_data(one: ActivityDate) -> str:
    """JSON-LD, safe inside an element of a page."""
    return json.dumps(_event(one), ensure_ascii=False).translate(_NOT_IN_HTML)


def _event(one: ActivityDate) -> dict[str, Any]:
    activity, card = one.activity, card_of(one)
    begins, ends = times_of(one)
    moved = one.state == DateState.MOVED and one.planned_at != begins
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": card.page,
        "url": card.page,
        "name": card.title,
        "description": lines(one.text) or card.text,
        "image": [card.picture],
        "startDate": begins.isoformat(),
        "endDate": ends.isoformat(),
        **({"previousStartDate": one.planned_at.isoformat()} if moved else {}),
        "eventStatus": f"{SCHEMA}/{_STATUS[DateState(one.state)]}",
        "eventAttendanceMode": f"{SCHEMA}/{_MODE[Whereabouts(activity.whereabouts)]}",
        "location": _where(one, card),
        "inLanguage": one.language,
        "isAccessibleForFree": one.price_kroner == 0,
        "offers": _price(one, card),
        "organizer": _organizer(one),
    }


def _where(one: ActivityDate, card: Card) -> dict[str, Any] | list[dict[str, Any]]:
    online = {"@type": "VirtualLocation", "url": card.page}
    if one.activity.whereabouts == Whereabouts.ONLINE:
        return online
    if one.activity.whereabouts == Whereabouts.HYBRID:
        return [_house(one), online]
    return _house(one)


def _house(one: ActivityDate) -> dict[str, Any]:
    centre = one.activity.centre
    return {
        "@type": "Place",
        "name": one_line(", ".join(filter(None, [centre.name, one.room.name if one.room else ""]))),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": centre.street,
            "postalCode": centre.postcode,
            "addressLocality": centre.town,
            "addressCountry": "DK",
        },
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": centre.latitude,
            "longitude": centre.longitude,
        },
        "amenityFeature": _facts(one.room),
    }


def _facts(room: Room | None) -> list[dict[str, Any]]:
    """What is true of the room; of what is not known nothing is said."""
    if room is None:
        return []
    kind = "LocationFeatureSpecification"
    return [{"@type": kind, "name": str(fact.label), "value": True} for fact in room.facts]


def _price(one: ActivityDate, card: Card) -> dict[str, Any]:
    there_is = "SoldOut" if one.is_full else "InStock"
    return {
        "@type": "Offer",
        "price": one.price_kroner,
        "priceCurrency": "DKK",
        "availability": f"{SCHEMA}/{there_is}",
        "url": card.page,
    }


def _organizer(one: ActivityDate) -> dict[str, Any]:
    """The partner who arranges it, otherwise the house."""
    if one.activity.partner:
        return {"@type": "Organization", "name": one_line(one.activity.partner.name)}
    centre = one.activity.centre
    address = absolute(reverse("centres:centre", args=[centre.slug]))
    return {"@type": "Organization", "name": centre.name, "url": address}
