"""Whose sign-up one may see: one's own by its link, those of one's house with a line in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from events.activities.models import ActivityDate
from jobcenter.accounts.access import reader_as
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import NewReading, record_readings
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import hash_of_link

from .domain.reading import places_loaded, sign_up_by_link
from .models import FirstSeat, Place, SignUp

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

KINDS = (RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR)


@dataclass(frozen=True, slots=True)
class Listed:
    """Everybody on one date as its staff see them, those with a place first, then the line."""

    date: ActivityDate
    places: list[Place]


def get_date_to_sign_up_for(public_id: str) -> ActivityDate:
    """Public, and one signs up for it; drop-in and missing look the same."""
    rows = ActivityDate.objects.public().filter(activity__signup_terms__isnull=False)
    related = rows.select_related(
        "activity__centre", "activity__room", "activity__signup_terms", "own_room"
    )
    return get_object_or_404(related, public_id=public_id)


def get_date_behind_first_seat(secret: str, public_id: str) -> tuple[ActivityDate, FirstSeat]:
    """A date of the activity that the holder of this link wished for."""
    one = get_date_to_sign_up_for(public_id)
    rows = FirstSeat.objects.filter(first_seats__activity=one.activity_id)
    return one, get_object_or_404(rows, link_hash=hash_of_link(secret))


def get_sign_up_by_link(secret: str) -> SignUp:
    found = sign_up_by_link(secret)
    if found is None:
        raise Http404
    return found


def get_place_by_link(secret: str, public_id: str) -> Place:
    """One of the places behind this link, and no other."""
    rows = places_loaded().filter(sign_up=get_sign_up_by_link(secret))
    return get_object_or_404(rows, public_id=public_id)


def get_houses_of(user: User) -> QuerySet[Centre]:
    """The houses in which somebody is counsellor or editor."""
    held = Role.objects.held_by(user).filter(kind__in=KINDS)
    return Centre.objects.filter(pk__in=held.values("centre_id"))


def get_date_of_house(user: User, public_id: str) -> ActivityDate:
    """A date of a house in which the staff member works."""
    rows = ActivityDate.objects.filter(
        activity__centre__in=get_houses_of(user), activity__signup_terms__isnull=False
    )
    related = rows.select_related("activity__centre", "activity__signup_terms", "activity__room")
    return get_object_or_404(related, public_id=public_id)


def get_place_of_house(user: User, public_id: str, place_id: str) -> Place:
    """To answer for somebody on the phone."""
    one = get_date_of_house(user, public_id)
    return get_object_or_404(places_loaded().filter(date=one), public_id=place_id)


def see_places(user: User, public_id: str, *, now: datetime) -> Listed:
    """Everybody on a date of the staff member's own house, each with a line in the read log."""
    one = get_date_of_house(user, public_id)
    reader = reader_as(user, *KINDS)
    with transaction.atomic(durable=True):
        rows = Place.objects.living().filter(date=one).select_related("sign_up")
        places = list(rows.prefetch_related("sign_up__answers__question").order_by("since", "pk"))
        readings = [_reading(place, one) for place in places]
        record_readings(reader=reader, readings=readings, now=now)
    for place in places:
        place.date = one
    return Listed(one, places)


def _reading(place: Place, one: ActivityDate) -> NewReading:
    """The person is known by their sign-up only: it is not tied to anything else about them."""
    return NewReading(
        citizen=place.sign_up.public_id,
        way=Way.LIST,
        kinds=frozenset({Kind.NAME, Kind.CONTACT}),
        why=Why.ASKED,
        words=_("Saw who has signed up"),
        centre_id=one.activity.centre_id,
    )


__all__ = [
    "KINDS",
    "Listed",
    "get_date_behind_first_seat",
    "get_date_of_house",
    "get_date_to_sign_up_for",
    "get_houses_of",
    "get_place_by_link",
    "get_place_of_house",
    "get_sign_up_by_link",
    "see_places",
]
