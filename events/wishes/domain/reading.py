"""Lists: wishes everybody can read, what waits for the house, and how often it answers in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum

from events.activities.models import Activity, ActivityDate
from events.wishes.enums import Answer
from events.wishes.models import AnsweredCount, Idea, IdeaOffer, Support
from jobcenter.audit.models import Reading
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.secrets import hash_of_link

PER_PAGE = 20
FEWEST = 5
A_YEAR = timedelta(days=365)
MOST_LOOKS = 20
MOST_DATES = 20


@dataclass(frozen=True, slots=True)
class InTime:
    """How many ideas a house answered within a year, and how many of them in time."""

    answered: int
    in_time: int


def public_wishes(*, centre: Centre | None, number: int) -> Page[Idea]:
    """The newest first; never by who has most support."""
    rows = Idea.objects.public().exclude(answer=Answer.REFUSED)
    if centre is not None:
        rows = rows.filter(centre=centre)
    listed = rows.with_supporters().select_related("centre", "activity")
    return Paginator(listed.order_by("-written_at", "-pk"), PER_PAGE).get_page(number)


def wishes_to_take_on(*, houses: QuerySet[Centre], number: int) -> Page[Idea]:
    """Wishes at these houses that nobody has promised yet, the newest first."""
    rows = Idea.objects.public().unanswered().filter(centre__in=houses)
    listed = rows.with_supporters().select_related("centre")
    return Paginator(listed.order_by("-written_at", "-pk"), PER_PAGE).get_page(number)


def own_offers(*, partners: Iterable[Partner], ideas: Iterable[Idea]) -> dict[int, IdeaOffer]:
    """What these partners are already at, by the key of the wish."""
    rows = IdeaOffer.objects.filter(activity__submission__partner__in=partners, idea__in=ideas)
    return {offer.idea_id: offer for offer in rows.select_related("activity").order_by("pk")}


def offers_for(idea: Idea) -> list[IdeaOffer]:
    """Partners who are at it, the first one first."""
    rows = IdeaOffer.objects.filter(idea=idea).select_related("activity__submission__partner")
    return list(rows.order_by("pk"))


def answered_in_time(*, centre: Centre | None, now: datetime) -> InTime | None:
    """Of a house, or of all; late ones that still wait count as not in time. None below five."""
    today = now.astimezone(COPENHAGEN).date()
    counts = AnsweredCount.objects.filter(month__gt=today - A_YEAR)
    late = Idea.objects.unanswered().filter(answered_at=None, due_on__lt=today)
    if centre is not None:
        counts, late = counts.filter(centre=centre), late.filter(centre=centre)
    summed = counts.aggregate(
        answered=Sum("answered", default=0), in_time=Sum("in_time", default=0)
    )
    all_due = summed["answered"] + late.count()
    return InTime(all_due, summed["in_time"]) if all_due >= FEWEST else None


def idea_by_link(secret: str) -> Idea | None:
    rows = Idea.objects.with_supporters().select_related("centre", "activity")
    return rows.filter(link_hash=hash_of_link(secret)).first()


def support_by_link(secret: str) -> Support | None:
    rows = Support.objects.select_related("idea__centre", "idea__activity")
    return rows.filter(link_hash=hash_of_link(secret)).first()


def dates_of(activity: Activity | None, *, now: datetime) -> list[ActivityDate]:
    """Where somebody who wished for it can go: public and still to come."""
    if activity is None:
        return []
    rows = ActivityDate.objects.public().upcoming(now).filter(activity=activity)
    coming = rows.filter(starts_at__gt=now).exclude(state="cancelled")
    return list(coming.select_related("activity__signup_terms").order_by("starts_at")[:MOST_DATES])


def who_looked(idea: Idea) -> list[tuple[str, datetime]]:
    """Who of the house read who wrote this and how to reach them, the latest first."""
    rows = Reading.objects.filter(citizen=idea.public_id).order_by("-at")
    return list(rows.values_list("reader_name", "at")[:MOST_LOOKS])
