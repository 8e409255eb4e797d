"""What happens by itself: wishes that come true are told of, houses are reminded, old ones go."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Q

from events.activities.models import Activity, ActivityDate
from events.signups.domain import open_first_seats, release_first_seats
from events.wishes.enums import Answer
from events.wishes.models import Idea
from jobcenter.centres.domain.hours import working_day_after
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.retention import kept_for

from .taking_on import settle_offers
from .telling import remind_editors, tell_it_comes


def tell_of_what_comes(*, now: datetime) -> int:
    """Wishes whose activity everybody can find by now: those who wished for it hear it, and come
    first if one signs up for it. Each in a transaction of its own; safe to repeat."""
    settle_offers(now=now)
    rows = Idea.objects.filter(answer=Answer.TAKEN_ON, told_at=None, activity__isnull=False)
    public = rows.filter(activity__published_at__isnull=False, activity__centre__is_published=True)
    pks = list(public.order_by("pk").values_list("pk", flat=True))
    return sum(_tell_of(pk, now=now) for pk in pks)


def remind_houses(*, now: datetime) -> int:
    """Answers due on the next working day, or late: the house's editors hear of each once."""
    day = working_day_after(now.astimezone(COPENHAGEN).date())
    with transaction.atomic():
        due = Idea.objects.due_on_or_before(day).filter(reminded_at=None)
        locked = due.select_for_update(of=("self",), skip_locked=True, no_key=True)
        ideas = list(locked.select_related("centre").order_by("centre_id", "pk"))
        for centre, some in groupby(ideas, key=lambda one: one.centre):
            remind_editors(centre, list(some), now=now)
        Idea.objects.filter(pk__in=[one.pk for one in ideas]).update(reminded_at=now)
    return len(ideas)


def forget_ideas(*, now: datetime) -> int:
    """Those that ended, with everything about whoever wrote or supported them. Safe to repeat."""
    ended = now - kept_for("ideas")
    past = Q(answer=Answer.REFUSED, answered_at__lte=ended) | Q(told_at__lte=ended)
    past |= Q(taken_down_at__lte=ended) | Q(written_at__lte=now - kept_for("longest_ideas"))
    pks = list(Idea.objects.filter(past).order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            _forget(pk)
    return len(pks)


def _tell_of(pk: int, *, now: datetime) -> bool:
    with transaction.atomic():
        rows = Idea.objects.select_for_update(of=("self",), no_key=True).select_related(
            "centre", "activity__signup_terms"
        )
        one = rows.filter(pk=pk, told_at=None).first()
        if one is None or one.activity is None:
            return False
        dates = ActivityDate.objects.public().upcoming(now).filter(activity=one.activity)
        first = dates.filter(starts_at__gt=now).order_by("starts_at", "pk").first()
        if first is None:
            return False
        links = {bytes(link) for link in one.supports.values_list("link_hash", flat=True)}  # type: ignore[attr-defined]
        links |= {bytes(one.link_hash)}
        until = open_first_seats(activity=one.activity, links=links, now=now)
        tell_it_comes(one, begins=first.starts_at, until=until, now=now)
        one.told_at = now
        one.save(update_fields=["told_at"])
    return True


def _forget(pk: int) -> None:
    one = Idea.objects.select_for_update(of=("self",)).select_related("activity").filter(pk=pk)
    idea = one.first()
    if idea is None:
        return
    activity, was_told = idea.activity, idea.told_at is not None
    idea.delete()
    if activity and not was_told and not _is_wished_for(activity):
        release_first_seats(activity=activity)


def _is_wished_for(activity: Activity) -> bool:
    return Idea.objects.filter(activity=activity).exists()
