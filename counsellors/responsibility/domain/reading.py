"""Whose own counsellor somebody is, and what waits for an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from citizens.people.domain import citizens_of
from counsellors.people.models import Counsellor
from counsellors.responsibility.enums import Answer
from counsellors.responsibility.models import Handover, Offer, Responsibility
from jobcenter.centres.domain.ceilings import ceilings_of, lowest_ceiling
from jobcenter.centres.models import Centre

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def own_responsibility(user: User) -> Responsibility | None:
    """The one that holds now, with the counsellor loaded."""
    return (
        Responsibility.objects.current()
        .filter(citizen__user=user)
        .select_related("counsellor", "citizen")
        .first()
    )


def waiting_offers(user: User) -> QuerySet[Offer]:
    """What counsellors have offered and the person has not answered, the oldest first."""
    return (
        Offer.objects.filter(answer=Answer.WAITING, citizen__in=citizens_of(user))
        .select_related("counsellor")
        .order_by("made_at", "pk")
    )


def waiting_handover(user: User) -> Handover | None:
    """The card that waits for the person's answer."""
    return (
        Handover.objects.filter(
            answer=Answer.WAITING,
            responsibility__citizen__user=user,
            responsibility__during__upper_inf=True,
        )
        .select_related("successor", "responsibility__counsellor")
        .first()
    )


def around_own_counsellor(user: User) -> dict[str, object]:
    """All that templates/counsellors/responsibility/panel.html tells; four queries."""
    return {
        "own": own_responsibility(user),
        "offers": list(waiting_offers(user)),
        "card": waiting_handover(user),
    }


def people_of(counsellor: Counsellor) -> QuerySet[Responsibility]:
    """Everybody whose own counsellor this is now."""
    return Responsibility.objects.current().filter(counsellor=counsellor)


def has_room(counsellor: Counsellor) -> bool:
    """Whether one more person fits under the ceiling. Certain only under the counsellor's lock."""
    ceiling = lowest_ceiling(Centre.objects.published().filter(counsellors=counsellor))
    return ceiling is None or people_of(counsellor).count() < ceiling


def with_room(counsellors: Sequence[Counsellor]) -> list[Counsellor]:
    """Those of them with room for one more, in the same order; see `has_room`. 3 queries."""
    houses = Centre.objects.published().filter(counsellors__in=counsellors)
    ceilings = ceilings_of(houses)
    at = Counsellor.centres.through.objects.filter(
        counsellor__in=counsellors, centre__in=list(ceilings)
    ).values_list("counsellor_id", "centre_id")
    ceiling: dict[int, int] = {}
    for counsellor, centre in at:
        ceiling[counsellor] = min(ceilings[centre], ceiling.get(counsellor, ceilings[centre]))
    current = Responsibility.objects.current().filter(counsellor__in=list(ceiling))
    held = Counter(current.values_list("counsellor_id", flat=True))
    return [one for one in counsellors if one.pk not in ceiling or held[one.pk] < ceiling[one.pk]]
