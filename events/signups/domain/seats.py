"""How many places are left, who is next, and the one lock under which that is decided.

Whatever changes who has a place locks the row of the date first, then reads it again, counts and
writes. A series locks its dates in the order of their ids, so two of them never wait in a circle.
The rule: who has waited longest and fits into what is free is offered it. A party that needs more
than is free keeps its turn. Places and offers that can still be answered count as taken. Where
somebody cuts places below that, nobody loses a place, and offers go back, the last in line first.

Of a course one has all dates or none: its dates have one line, are locked and settled together, and
what is free on each of them is free. Whoever signs up has the same on all that are to come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Sum

from events.activities.enums import DateState
from events.activities.models import ActivityDate
from events.signups.enums import PlaceState
from events.signups.models import Place
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change

from .deadlines import offer_ends
from .notices import tell_lapsed, tell_offer_taken_back, tell_offered, withdraw_offer_letter

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


# A series is signed up for this far at a time.
MOST_DATES = 60
OFF = (DateState.CANCELLED, DateState.POSTPONED)


def lock_dates(pks: Iterable[int]) -> list[ActivityDate]:
    """Locked in one order, read after the lock, with the activity as it stands now."""
    rows = ActivityDate.objects.filter(pk__in=list(pks)).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))
    # A second statement: the one that waited for the lock may answer from before it waited.
    related = rows.select_related("activity__centre", "activity__room", "own_room")
    return list(related.select_related("activity__signup_terms"))


def free_places(one: ActivityDate, *, now: datetime) -> int | None:
    """None is as many as come. Never below 0, also when places were cut below who has one."""
    left = _left(one, now=now)
    return None if left is None else max(0, left)


def _left(one: ActivityDate, *, now: datetime) -> int | None:
    """The same, below 0 by how many there are too many."""
    if one.places is None:
        return None
    held = Place.objects.filter(date=one).holding(now).aggregate(people=Sum("people"))
    return one.places - (held["people"] or 0)


def dates_of_line(pk: int, *, now: datetime) -> list[int]:
    """The dates that one line is for: this one; or all to come, where it is all dates or none."""
    one = ActivityDate.objects.select_related("activity__signup_terms").get(pk=pk)
    if not is_all_or_none(one):
        return [pk]
    rows = ActivityDate.objects.filter(activity=one.activity_id, starts_at__gt=now)
    coming = rows.exclude(state__in=OFF).order_by("starts_at", "pk")
    return sorted({pk, *coming.values_list("pk", flat=True)[:MOST_DATES]})


def is_all_or_none(one: ActivityDate) -> bool:
    terms = getattr(one.activity, "signup_terms", None)
    return terms is not None and terms.whole_series_only


def settle(dates: list[ActivityDate], *, now: datetime) -> int | None:
    """Let offers lapse, take back those beyond the places there are, offer what is free in the
    order of the line, and say whether it is full. The caller holds the lock on all `dates` of the
    line. What is free afterwards on each of them (None: as many as come)."""
    _let_lapse(dates, now=now)
    coming = sorted(
        (one for one in dates if is_on(one, now=now)), key=lambda one: (one.starts_at, one.pk)
    )
    left = _least_left(coming or dates, now=now)
    taken_back: list[Place] = []
    if coming and left is not None and left < 0:
        taken_back = _take_back_offers(coming, now=now)
        left = _least_left(coming, now=now)
    free = None if left is None else max(0, left)
    if coming:
        free = _offer_in_line(coming, free, now=now)
    _tell_taken_back(taken_back, now=now)
    for one in dates:
        if one.is_full != (free == 0):
            one.is_full = free == 0
            ActivityDate.objects.filter(pk=one.pk).update(is_full=one.is_full)
    return free


def _least_left(dates: list[ActivityDate], *, now: datetime) -> int | None:
    """What is left on every one of them; None is as many as come."""
    counts = [_left(one, now=now) for one in dates]
    return min((left for left in counts if left is not None), default=None)


def _take_back_offers(dates: list[ActivityDate], *, now: datetime) -> list[Place]:
    """Until who has a place and who is still offered one fit, or no offer is open: back into the
    line with the turn they had."""
    by_pk = {one.pk: one for one in dates}
    rows = Place.objects.filter(date__in=dates, state=PlaceState.OFFERED).select_related("sign_up")
    offers: dict[int, list[Place]] = {}
    for place in rows.order_by("-since", "-pk"):
        place.date = by_pk[place.date_id]
        offers.setdefault(place.sign_up_id, []).append(place)
    back: list[Place] = []
    for places in offers.values():
        if (_least_left(dates, now=now) or 0) >= 0:
            break
        for place in places:
            to_the_line(place)
        back += places
    return back


def to_the_line(place: Place) -> None:
    """An offer that does not stand any more: they wait again, for as many as they asked."""
    withdraw_offer_letter(place)
    record_change(
        "place.offer_taken_back",
        subject=f"activity_date:{place.date.public_id}",
        actor_kind=Change.ActorKind.SYSTEM,
        facts={"people": place.people},
    )
    place.state, place.offer_until = PlaceState.WAITING, None
    place.people, place.sequence = place.sign_up.people, place.sequence + 1
    place.save(update_fields=["state", "people", "offer_until", "sequence"])


def _tell_taken_back(places: list[Place], *, now: datetime) -> None:
    """Once each, and nobody who is offered what is left after all."""
    if not places:
        return
    ids = [place.pk for place in places]
    waits = set(Place.objects.filter(pk__in=ids).in_line().values_list("pk", flat=True))
    told: set[int] = set()
    for place in sorted(places, key=lambda place: (place.date.starts_at, place.pk)):
        if place.pk in waits and place.sign_up_id not in told:
            told.add(place.sign_up_id)
            tell_offer_taken_back(place, now=now)


def _let_lapse(dates: list[ActivityDate], *, now: datetime) -> None:
    told: set[int] = set()
    for one in dates:
        for place in Place.objects.filter(date=one).lapsed_unseen(now).select_related("sign_up"):
            place.date = one
            let_go(place, to=PlaceState.LAPSED)
            if is_on(one, now=now) and place.sign_up_id not in told:
                told.add(place.sign_up_id)
                tell_lapsed(place, now=now)


def is_on(one: ActivityDate, *, now: datetime) -> bool:
    """Can one still have a place: it stands in the programme, it happens, it has a time, and it
    has not begun."""
    happens = one.state not in OFF and one.activity.published_at is not None
    return happens and one.starts_at is not None and one.starts_at > now


def is_first_come(one: ActivityDate, *, now: datetime) -> bool:
    """Too late for offers: who waits may take a free place at once, whoever comes first."""
    return one.starts_at is None or offer_ends(now=now, starts_at=one.starts_at) is None


def let_go(place: Place, *, to: PlaceState, actor: User | None = None) -> None:
    """One line for each freed seat: why, and for how many; never who."""
    record_change(
        f"place.{to.value}",
        subject=f"activity_date:{place.date.public_id}",
        actor=actor,
        actor_kind=_kind_of(to, actor),
        facts={"people": place.people, "was": place.state},
    )
    place.state, place.offer_until = to, None
    place.save(update_fields=["state", "offer_until"])


def _kind_of(to: PlaceState, actor: User | None) -> Change.ActorKind:
    if actor is not None:
        return Change.ActorKind.STAFF
    return Change.ActorKind.SYSTEM if to == PlaceState.LAPSED else Change.ActorKind.CITIZEN


def _offer_in_line(dates: list[ActivityDate], free: int | None, *, now: datetime) -> int | None:
    """`dates` are to come, the first one first: it says how long there is to answer."""
    until = offer_ends(now=now, starts_at=dates[0].starts_at) if dates[0].starts_at else None
    if until is None or free == 0:
        return free
    for places in _in_line(dates):
        offered = fitting(places[0], free)
        if offered:
            _offer(places, offered, until=until, now=now)
            free = None if free is None else free - offered
        if free == 0:
            break
    return free


def _in_line(dates: list[ActivityDate]) -> list[list[Place]]:
    """Who waits, in the order of the line: each with what they wait for on these dates."""
    by_pk = {one.pk: one for one in dates}
    waiting: dict[int, list[Place]] = {}
    for place in Place.objects.filter(date__in=dates).in_line().select_related("sign_up"):
        place.date = by_pk[place.date_id]
        waiting.setdefault(place.sign_up_id, []).append(place)
    for places in waiting.values():
        places.sort(key=lambda place: dates.index(place.date))
    return list(waiting.values())


def fitting(place: Place, free: int | None) -> int:
    """For how many of them there is room: all, fewer if that is fine with them, or none."""
    wanted = place.sign_up.people
    if free is None or wanted <= free:
        return wanted
    return free if place.sign_up.takes_fewer else 0


def _offer(places: list[Place], people: int, *, until: datetime, now: datetime) -> None:
    """One letter, also when it is for all dates of a course."""
    for place in places:
        place.state, place.people, place.offer_until = PlaceState.OFFERED, people, until
        place.save(update_fields=["state", "people", "offer_until"])
        record_change(
            "place.offered",
            subject=f"activity_date:{place.date.public_id}",
            actor_kind=Change.ActorKind.SYSTEM,
            facts={"people": people},
        )
    tell_offered(places[0], now=now)
