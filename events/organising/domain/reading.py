"""What the pages of organisers list: activities with the next thing that happens, newest need
first."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When

from events.activities.domain import still_standing
from events.activities.enums import DateState
from events.activities.models import Activity, ActivityDate, HolidayPeriod
from events.organising.enums import SubmissionState
from events.signups.domain import counted
from jobcenter.centres.models import Centre, Partner

PER_PAGE = 20
MOST_DATES = 120
# Not the house's business until it is sent.
DRAFT_OF_A_PARTNER = Q(submission__state=SubmissionState.DRAFT, was_public=False)


def activities_of_houses(houses: QuerySet[Centre], *, number: int, now: datetime) -> Page[Activity]:
    """What waits for an answer first, then what is to come, then drafts and what is over."""
    rows = _listed(now).filter(centre__in=houses).exclude(DRAFT_OF_A_PARTNER)
    return Paginator(rows, PER_PAGE).get_page(number)


def activities_of_partners(
    partners: QuerySet[Partner], *, number: int, now: datetime
) -> Page[Activity]:
    rows = _listed(now).filter(submission__partner__in=partners)
    return Paginator(rows, PER_PAGE).get_page(number)


def _listed(now: datetime) -> QuerySet[Activity]:
    coming = Q(dates__ends_at__gt=now) & ~Q(dates__state=DateState.CANCELLED)
    rows = Activity.objects.annotate(
        next_at=Min("dates__starts_at", filter=coming),
        coming=Count("dates", filter=coming),
        place=Case(
            When(submission__state=SubmissionState.WAITING, then=Value(0)),
            When(published_at__isnull=False, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
    )
    related = rows.select_related("centre", "submission__partner", "partner")
    return related.order_by("place", "next_at", "title", "pk")


def dates_of(activity: Activity, *, now: datetime) -> list[ActivityDate]:
    """Those not over yet, the next first; cancelled and postponed ones too. With how many have a
    place and how many wait, never who."""
    rows = counted(ActivityDate.objects.filter(activity=activity).upcoming(now), now=now)
    return list(rows.select_related("own_room").order_by("starts_at", "pk")[:MOST_DATES])


def dates_in_pause(period: HolidayPeriod, *, now: datetime) -> list[ActivityDate]:
    """Those still on in its days, the next first, each with how many have a place."""
    on = still_standing(period, now=now).filter(activity__in=_seen_by_the_house(period))
    rows = counted(on, now=now).select_related("activity")
    return list(rows.order_by("starts_at", "pk")[:MOST_DATES])


def _seen_by_the_house(period: HolidayPeriod) -> QuerySet[Activity]:
    return Activity.objects.filter(centre=period.centre).exclude(DRAFT_OF_A_PARTNER)


def periods_of(centre: Centre, *, now: datetime) -> list[HolidayPeriod]:
    """Those not over, of the house and of all houses."""
    of_house = Q(centre=centre) | Q(centre=None)
    rows = HolidayPeriod.objects.filter(of_house, days__endswith__gt=now.date())
    return list(rows.order_by("days"))
