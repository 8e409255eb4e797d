"""What is forgotten and when: after a date only its counts stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum

from events.activities.models import POSTPONED_WAITS, ActivityDate
from events.signups.enums import PlaceState
from events.signups.models import Place, PlaceQuerySet, SignUp, SignupAnswer, SignupCount
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.retention import kept_for

from .first_seats import forget_first_seats

SIGN_UPS_ARE_KEPT = kept_for("signups")


def forget_past_sign_ups(*, now: datetime) -> int:
    """How many dates were emptied: those over for seven days, and postponed ones that came to
    nothing. Answers go on the day beside their question. Safe to repeat."""
    today = now.astimezone(COPENHAGEN).date()
    SignupAnswer.objects.filter(question__kept_until__lt=today).delete()
    came_to_nothing = now - POSTPONED_WAITS - SIGN_UPS_ARE_KEPT
    past = Q(ends_at__lte=now - SIGN_UPS_ARE_KEPT) | Q(
        ends_at=None, planned_at__lte=came_to_nothing, changed_at__lte=came_to_nothing
    )
    rows = ActivityDate.objects.filter(past, signed_up__isnull=False).order_by("pk")
    dates = list(rows.values_list("pk", flat=True).distinct())
    for pk in dates:
        _empty(pk)
    SignUp.objects.filter(places=None).delete()
    forget_first_seats(now=now)
    return len(dates)


def _empty(pk: int) -> None:
    with transaction.atomic():
        one = ActivityDate.objects.select_for_update(no_key=True).get(pk=pk)
        places = Place.objects.filter(date=one)
        SignupCount.objects.update_or_create(
            date=one,
            defaults={
                "people": _people(places.filter(state=PlaceState.TAKEN)),
                "waiting": _people(places.exclude(state__in=[PlaceState.TAKEN, "given_up"])),
            },
        )
        places.delete()
        record_change(
            "personal_data.erased",
            subject=f"activity_date:{one.public_id}",
            actor_kind=Change.ActorKind.SYSTEM,
        )


def _people(places: PlaceQuerySet) -> int:
    return places.aggregate(people=Sum("people"))["people"] or 0
