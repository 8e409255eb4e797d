"""What may be printed: public dates by everybody, a house's own with a memory by its people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from events.activities.access import get_public_date
from events.activities.enums import DateState
from events.activities.models import ActivityDate
from events.signups.access import KINDS, get_houses_of

from .domain import dates_of_series, tidy_code
from .models import Poster, ShortAddress

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def get_date_to_print(public_id: str, *, now: datetime) -> ActivityDate:
    """Public and not over: nobody hangs up what was."""
    one = get_public_date(public_id)
    if one.state_at(now) == DateState.HELD:
        raise Http404
    return one


def get_date_of_house_to_print(user: User, public_id: str, *, now: datetime) -> ActivityDate:
    """A public date of a house in which the staff member works."""
    one = get_date_to_print(public_id, now=now)
    if not get_houses_of(user).filter(pk=one.activity.centre_id).exists():
        raise Http404
    return one


def get_dates_to_print(user: User, *, now: datetime) -> QuerySet[ActivityDate]:
    """The public dates to come in the staff member's houses, next first."""
    rows = ActivityDate.objects.public().upcoming(now)
    in_houses = rows.filter(activity__centre__in=get_houses_of(user))
    return in_houses.select_related("activity__centre").order_by(
        F("starts_at").asc(nulls_last=True), "pk"
    )


def get_poster_of_house(user: User, public_id: str) -> Poster:
    rows = Poster.objects.filter(centre__in=get_houses_of(user), taken_down_at=None)
    related = rows.select_related(
        "activity__centre", "activity__room", "activity__partner", "activity__signup_terms",
        "date__own_room", "date__activity__centre", "date__activity__room",
        "date__activity__partner", "date__activity__signup_terms",
    )  # fmt: skip
    return get_object_or_404(related, public_id=public_id)


def get_date_of_poster(poster: Poster, *, now: datetime) -> ActivityDate:
    """Its date, or the next one of its series; 404 when there is nothing left to print."""
    date = poster.date or next(iter(dates_of_series(poster.activity, now=now)), None)
    if date is None:
        raise Http404
    return get_date_to_print(date.public_id, now=now)


def get_date_behind_code(typed: str, *, now: datetime) -> ActivityDate:
    """What a short address leads to: its date, or the next one of its series, or the last."""
    row = get_object_or_404(ShortAddress, code=tidy_code(typed))
    public = ActivityDate.objects.public()
    if row.date_id:
        return get_object_or_404(public, pk=row.date_id)
    of_series = public.filter(activity=row.activity_id)
    on = of_series.exclude(state=DateState.CANCELLED).filter(ends_at__gt=now)
    one = on.order_by("starts_at").first() or of_series.order_by("planned_at").last()
    if one is None:
        raise Http404
    return one


__all__ = [
    "KINDS",
    "get_date_behind_code",
    "get_date_of_house_to_print",
    "get_date_of_poster",
    "get_date_to_print",
    "get_dates_to_print",
    "get_houses_of",
    "get_poster_of_house",
]
