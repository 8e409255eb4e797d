"""What of the team is forgotten and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model, QuerySet

from counsellors.team.models import Cover, Minutes, RoomHold, SparringQuestion
from jobcenter.shared.retention import kept_for

SLICE = 500


@dataclass(frozen=True, slots=True)
class Forgotten:
    covers: int
    questions: int
    minutes: int
    holds: int


def forget_what_is_past(*, now: datetime) -> Forgotten:
    """Delete what is past its date, in slices of 500, each in its own transaction; safe to repeat.

    Questions go with their answers, 14 days after they were asked; holds of rooms with the covers.
    """
    covers_until = now - kept_for("covers")
    return Forgotten(
        covers=_delete(Cover.objects.filter(during__endswith__lte=covers_until.date())),
        questions=_delete(
            SparringQuestion.objects.filter(asked_at__lte=now - kept_for("sparring"))
        ),
        minutes=_delete(Minutes.objects.filter(held_on__lt=(now - kept_for("minutes")).date())),
        holds=_delete(RoomHold.objects.filter(during__endswith__lte=covers_until)),
    )


def _delete[Row: Model](rows: QuerySet[Row]) -> int:
    total = 0
    while True:
        with transaction.atomic():
            ids = list(
                rows.select_for_update(skip_locked=True, of=("self",))
                .order_by("pk")
                .values_list("pk", flat=True)[:SLICE]
            )
            rows.model._base_manager.filter(pk__in=ids).delete()  # noqa: SLF001
            total += len(ids)
        if len(ids) < SLICE:
            return total
