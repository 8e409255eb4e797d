"""The nightly look whether what must hold does hold. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Sum

from events.activities.models import ActivityDate
from events.signups.enums import PlaceState
from events.signups.models import Place

from .courses import dates_that_lack_people
from .deadlines import ENDS_BEFORE_START
from .seats import fitting, is_all_or_none, is_first_come, is_on


@dataclass(frozen=True, slots=True)
class Trouble:
    date: str  # its public id
    what: str


def check_places(*, now: datetime) -> list[Trouble]:
    """Dates to come with more people than places, said to be full when they are not or the other
    way round, with offers that outlive them, with a line that stands although there is room, or of
    a course whose people they lack.

    More people than places can also come of places that somebody cut: nobody is put out, and the
    house should know. Three queries, however many dates there are.
    """
    pending = Q(signed_up__state=PlaceState.OFFERED, signed_up__offer_until__gt=now)
    holding = Q(signed_up__state=PlaceState.TAKEN) | pending
    somebody = Exists(Place.objects.filter(date=OuterRef("pk")))
    rows = ActivityDate.objects.filter(somebody, ends_at__gt=now).annotate(
        held=Sum("signed_up__people", filter=holding, default=0)
    )
    dates, lines = list(rows.select_related("activity__signup_terms").order_by("pk")), _lines()
    courses = _free_of_courses(dates, now)
    found = []
    for one in dates:
        free = courses[one.activity_id] if one.activity_id in courses else _free(one)
        line = lines.get(one.pk, [])
        wrong = (*_wrong_numbers(one, free, now), *_wrong_line(one, line, free, now))
        found += [Trouble(one.public_id, what) for what in wrong]
    lacking = dates_that_lack_people(now=now).order_by("pk").values_list("public_id", flat=True)
    return [
        *found,
        *(Trouble(date, "somebody of the course has no place on it") for date in lacking),
    ]


def _free(one: ActivityDate) -> int | None:
    held: int = one.held  # type: ignore[attr-defined]
    return None if one.places is None else max(0, one.places - held)


def _free_of_courses(dates: Sequence[ActivityDate], now: datetime) -> dict[int, int | None]:
    """Of a course, by its activity: what is free on every date to come."""
    found: dict[int, int | None] = {}
    for one in dates:
        if is_all_or_none(one) and is_on(one, now=now):
            counts = [found.get(one.activity_id), _free(one)]
            known = [free for free in counts if free is not None]
            found[one.activity_id] = min(known, default=None)
    return found


def _wrong_numbers(one: ActivityDate, free: int | None, now: datetime) -> Iterator[str]:
    held: int = one.held  # type: ignore[attr-defined]
    if one.places is not None and held > one.places:
        yield f"{held} people on {one.places} places"
    if one.is_full and free != 0:
        yield "said to be full, and it is not"
    if free == 0 and not one.is_full and is_on(one, now=now):
        yield "full, and nobody is told"


def _wrong_line(
    one: ActivityDate, line: list[Place], free: int | None, now: datetime
) -> Iterator[str]:
    latest = one.starts_at and one.starts_at - ENDS_BEFORE_START
    if latest and any(place.offer_until and place.offer_until > latest for place in line):
        yield "an offer may be answered too late to come"
    if not is_on(one, now=now) or is_first_come(one, now=now):
        return
    waiting = (place for place in line if place.state == PlaceState.WAITING)
    if free != 0 and any(fitting(place, free) for place in waiting):
        yield "somebody waits who would fit into what is free"


def _lines() -> dict[int, list[Place]]:
    """Who waits or is asked, by the id of the date."""
    states = [PlaceState.WAITING, PlaceState.OFFERED]
    lines: dict[int, list[Place]] = {}
    for place in Place.objects.filter(state__in=states).select_related("sign_up").order_by("pk"):
        lines.setdefault(place.date_id, []).append(place)  # type: ignore[attr-defined]
    return lines
