"""What is forgotten and when: ended periods, and offers and cards once they are old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from counsellors.responsibility.models import Handover, Offer, Responsibility
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.retention import kept_for
from jobcenter.shared.slices import delete_in_slices

ENDED_ARE_KEPT = kept_for("responsibilities")
OFFERS_ARE_KEPT = kept_for("offers")


@dataclass(frozen=True, slots=True)
class Forgotten:
    responsibilities: int
    offers: int
    handovers: int


def forget_ended_responsibilities(*, now: datetime) -> Forgotten:
    """Delete what is past its date, in slices of 500, each in its own transaction; safe to repeat.

    Periods 30 days after their end; offers and handover cards 30 days after they were written,
    answered or not.
    """
    forgotten = Forgotten(
        handovers=delete_in_slices(Handover.objects.filter(made_at__lte=now - OFFERS_ARE_KEPT)),
        offers=delete_in_slices(Offer.objects.filter(made_at__lte=now - OFFERS_ARE_KEPT)),
        responsibilities=delete_in_slices(
            Responsibility.objects.ended_before(now - ENDED_ARE_KEPT)
        ),
    )
    if forgotten != Forgotten(0, 0, 0):
        _record(forgotten)
    return forgotten


def _record(forgotten: Forgotten) -> None:
    with transaction.atomic():
        record_change(
            "personal_data.erased",
            subject="retention:responsibilities",
            actor_kind=Change.ActorKind.SYSTEM,
            facts={
                "responsibilities": forgotten.responsibilities,
                "offers": forgotten.offers,
                "handovers": forgotten.handovers,
            },
        )
