"""A course that gets one more date: whoever is on it comes along.

Of a course one has all dates or none. A date is added, or is on again, in many ways: by an editor,
by a rule, by an import, because a holiday ends. So people who lack a date are looked for, as
changes are (see `changes`), and no way can forget them. Who adds a date in a browser does it at
once, and hears before anything is saved when it cannot hold them.

On the new date everybody has what they have on the others: a place, and is told; an offer with the
deadline it had; the turn in the line they had.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from events.activities.models import Activity, ActivityDate, ActivityDateQuerySet
from events.signups.enums import LIVING, PlaceState
from events.signups.models import Place, PlaceQuerySet
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.transactions import in_one_transaction

from .notices import tell_confirmed
from .refusals import DateHoldsTooFew
from .seats import MOST_DATES, OFF, dates_of_line, free_places, is_on, lock_dates, settle
from .signing_up import contact_hash_on, told


def bring_along(*, activity: Activity, now: datetime) -> int:
    """Give everybody on the course the dates they lack; how many places that made.

    Raises DateHoldsTooFew when a date has not room for all who have a place. Safe to repeat.
    """

    def work() -> int:
        lacking = dates_that_lack_people(now=now).filter(activity=activity).first()
        if lacking is None:
            return 0
        dates = lock_dates(dates_of_line(lacking.pk, now=now))
        coming = [one for one in dates if is_on(one, now=now)]
        joining = list(_lacking(coming, now=now))
        for one in coming:
            _must_hold(one, [like for date, like in joining if date == one], now=now)
        for one, like in joining:
            _join(one, like, now=now)
        settle(coming, now=now)
        return len(joining)

    return in_one_transaction(work)


def bring_all_along(*, now: datetime) -> int:
    """The same for every course. One whose new date is too small is left to `check_places`."""
    rows = Activity.objects.filter(dates__in=dates_that_lack_people(now=now))
    return sum(_bring_or_leave(activity, now=now) for activity in rows.distinct().order_by("pk"))


def dates_that_lack_people(*, now: datetime) -> ActivityDateQuerySet:
    """Dates to come of a course, of those one signs up for at a time, on which somebody of the
    course has nothing."""
    before = _on(now).filter(activity=OuterRef("activity"), starts_at__lt=OuterRef("starts_at"))
    count = before.order_by().values("activity").annotate(n=Count("pk")).values("n")
    same_person = Q(sign_up=OuterRef("sign_up")) | Q(contact_hash=OuterRef("contact_hash"))
    here = Place.objects.living().filter(same_person, date=OuterRef(OuterRef("pk")))
    on_the_course = _standing(now).filter(date__activity=OuterRef("activity"), date__in=_on(now))
    courses = _on(now).filter(activity__signup_terms__whole_series_only=True)
    in_reach = courses.annotate(before=Coalesce(Subquery(count), 0)).filter(before__lt=MOST_DATES)
    return in_reach.filter(Exists(on_the_course.exclude(Exists(here))))


def _on(now: datetime) -> ActivityDateQuerySet:
    """See `seats.is_on`, the same in SQL."""
    rows = ActivityDate.objects.filter(starts_at__gt=now, activity__published_at__isnull=False)
    return rows.exclude(state__in=OFF)


def _standing(now: datetime) -> PlaceQuerySet:
    """What counts whether the clockwork came by or not: see `Place.state_at`."""
    return Place.objects.living().exclude(state=PlaceState.OFFERED, offer_until__lte=now)


def _bring_or_leave(activity: Activity, *, now: datetime) -> int:
    try:
        return bring_along(activity=activity, now=now)
    except DateHoldsTooFew:
        return 0


def _lacking(coming: list[ActivityDate], *, now: datetime) -> Iterator[tuple[ActivityDate, Place]]:
    """Each date somebody lacks, with what they have on another; who came first comes first."""
    rows = Place.objects.filter(date__in=coming).living().select_related("sign_up")
    has: dict[int, dict[int, Place]] = {}
    known: dict[int, set[bytes]] = {one.pk: set() for one in coming}
    for place in rows.order_by("since", "pk"):
        has.setdefault(place.sign_up_id, {})[place.date_id] = place
        known[place.date_id] |= {bytes(place.contact_hash)} if place.contact_hash else set()
    for places in has.values():
        like = next(iter(places.values()))
        if like.state_at(now) not in LIVING:
            continue
        for one in coming:
            contact = bytes(like.contact_hash) if like.contact_hash else b""
            if one.pk not in places and contact not in known[one.pk]:
                yield one, like


def _must_hold(one: ActivityDate, joining: list[Place], *, now: datetime) -> None:
    people = sum(like.people for like in joining if like.state != PlaceState.WAITING)
    free = free_places(one, now=now)
    if free is not None and people > free:
        raise DateHoldsTooFew(people=people, free=free, starts_at=one.starts_at)


def _join(one: ActivityDate, like: Place, *, now: datetime) -> None:
    place = Place.objects.create(
        sign_up=like.sign_up, date=one, state=like.state, people=like.people, since=like.since,
        offer_until=like.offer_until, contact_hash=contact_hash_on(one, like.sign_up),
        **told(one, now=now),
    )  # fmt: skip
    record_change(
        "place.added",
        subject=f"activity_date:{one.public_id}",
        actor_kind=Change.ActorKind.SYSTEM,
        facts={"people": like.people},
    )
    if place.state == PlaceState.TAKEN:
        tell_confirmed(place, now=now, is_one_more=True)
