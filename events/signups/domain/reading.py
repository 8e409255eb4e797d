"""Where somebody stands, for their own page and for the people of the house."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, Sum

from events.activities.domain import how_to_join
from events.activities.models import Activity, ActivityDate
from events.signups.enums import PlaceState
from events.signups.models import Place, PlaceQuerySet, SignUp
from jobcenter.audit.models import Reading
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import hash_of_link

from .seats import dates_of_line, is_all_or_none, is_first_come, is_on

MOST_LOOKS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One date of somebody's sign-up. `turn` counts from 1 while they wait; `can_take_now` when it
    is too late for offers and whoever comes first gets what is free; `comes_online` for who has a
    place, until it is over."""

    place: Place
    state: PlaceState
    turn: int
    can_change: bool
    can_take_now: bool
    kept_until: datetime | None
    comes_online: bool


def sign_up_by_link(secret: str) -> SignUp | None:
    rows = SignUp.objects.select_related("activity__centre", "activity__signup_terms")
    return rows.filter(link_hash=hash_of_link(secret)).first()


def standings_of(sign_up: SignUp, *, now: datetime) -> list[Standing]:
    """The latest place on each date, the next date first."""
    rows = places_loaded().filter(sign_up=sign_up).order_by("date_id", "pk")
    latest = {place.date_id: place for place in rows}
    lines = _turns([place for place in latest.values() if place.state == PlaceState.WAITING])
    in_order = sorted(
        latest.values(), key=lambda place: place.date.starts_at or place.date.planned_at
    )
    return [_standing(place, lines.get(place.pk, 0), now=now) for place in in_order]


def who_looked(sign_up: SignUp) -> list[tuple[str, datetime]]:
    """Who of the house saw this sign-up in a list, the latest first."""
    rows = Reading.objects.filter(citizen=sign_up.public_id).order_by("-at")
    return list(rows.values_list("reader_name", "at")[:MOST_LOOKS])


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people have a place or an offer, and how many wait."""

    with_place: int = 0
    in_line: int = 0


def people_on(dates: Collection[int], *, now: datetime) -> dict[int, Counted]:
    """Who counts on each of these dates, by its id."""
    rows = counted(ActivityDate.objects.filter(pk__in=dates), now=now)
    numbers = rows.values_list("pk", F("held"), F("in_line"))
    return {pk: Counted(held, in_line) for pk, held, in_line in numbers}


def crowded_dates(activity: Activity, *, now: datetime) -> list[tuple[ActivityDate, int]]:
    """Dates to come with fewer places than people who have one, each with how many have; the next
    first. Nobody loses theirs."""
    taken = Sum("signed_up__people", filter=Q(signed_up__state=PlaceState.TAKEN), default=0)
    rows = ActivityDate.objects.filter(activity=activity, starts_at__gt=now).annotate(taken=taken)
    loaded = rows.select_related("activity").order_by("starts_at", "pk")
    return [(one, one.taken) for one in loaded if one.places is not None and one.taken > one.places]


def dates_signed_up_for(one: ActivityDate, *, now: datetime) -> list[ActivityDate]:
    """Where it is all dates or none: all of them, the next first. Otherwise nothing to list."""
    if not is_all_or_none(one):
        return []
    rows = ActivityDate.objects.filter(pk__in=dates_of_line(one.pk, now=now))
    rows = rows.select_related("activity")
    return [row for row in rows.order_by("starts_at", "pk") if is_on(row, now=now)]


def counted(dates: QuerySet[ActivityDate], *, now: datetime) -> QuerySet[ActivityDate]:
    """Each with how many people have a place (`held`) and how many wait (`in_line`): numbers only,
    so that whoever arranges it can lay out chairs without knowing who comes."""
    pending = Q(signed_up__state=PlaceState.OFFERED, signed_up__offer_until__gt=now)
    taken = Q(signed_up__state=PlaceState.TAKEN) | pending
    waiting = Q(signed_up__state=PlaceState.WAITING)
    return dates.annotate(
        held=Sum("signed_up__people", filter=taken, default=0),
        in_line=Sum("signed_up__people", filter=waiting, default=0),
    )


def places_loaded() -> PlaceQuerySet:
    return Place.objects.select_related(
        "sign_up", "date__activity__centre", "date__activity__room",
        "date__activity__signup_terms", "date__own_room",
    )  # fmt: skip


def _turns(waiting: list[Place]) -> dict[int, int]:
    """How many stand at or before each of these, one question for all."""
    dates = {place.date_id for place in waiting}
    turns: dict[int, int] = {}
    counts: dict[int, int] = {}
    line = Place.objects.filter(date__in=dates).in_line().values_list("pk", "date_id")
    for pk, date_id in line if dates else ():
        counts[date_id] = counts.get(date_id, 0) + 1
        turns[pk] = counts[date_id]
    return turns


def _standing(place: Place, turn: int, *, now: datetime) -> Standing:
    one: ActivityDate = place.date
    state = place.state_at(now)
    waits_at_the_end = state == PlaceState.WAITING and is_first_come(one, now=now)
    return Standing(
        place=place,
        state=state,
        turn=turn,
        can_change=is_on(one, now=now),
        can_take_now=waits_at_the_end and is_on(one, now=now) and not one.is_full,
        comes_online=state == PlaceState.TAKEN and _can_be_joined(one, now=now),
        kept_until=one.ends_at + kept_for("signups") if one.ends_at else None,
    )


def _can_be_joined(one: ActivityDate, *, now: datetime) -> bool:
    is_public = one.activity.published_at is not None
    return is_public and how_to_join(one, signs_up=True, now=now) is not None
