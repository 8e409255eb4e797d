"""What of the team is forgotten and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counsellors.team.models import Cover, Minutes, RoomHold, SparringQuestion
from jobcenter.shared.retention import kept_for
from jobcenter.shared.slices import delete_in_slices


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
        covers=delete_in_slices(Cover.objects.filter(during__endswith__lte=covers_until.date())),
        questions=delete_in_slices(
            SparringQuestion.objects.filter(asked_at__lte=now - kept_for("sparring"))
        ),
        minutes=delete_in_slices(
            Minutes.objects.filter(held_on__lt=(now - kept_for("minutes")).date())
        ),
        holds=delete_in_slices(RoomHold.objects.filter(during__endswith__lte=covers_until)),
    )
