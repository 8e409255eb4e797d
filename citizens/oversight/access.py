"""A team lead sees the sample of their own house, and no other way into the log.

No citizen is named here and none can be found, so this is no reading of a person; that somebody
looked through the sample stands on its lines.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from citizens.oversight.domain.drawing import sample_of, week_to_look_at
from citizens.oversight.domain.looking import Look, looks_of
from citizens.oversight.models import Sample, SampledReading
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.centres.models import Centre

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jobcenter.accounts.models import User


def see_samples(user: User, *, now: datetime) -> list[tuple[Sample, list[Look]]]:
    """This week's sample of each house this person leads."""
    samples = [sample_of(centre=house, now=now) for house in _houses_of_lead(user)]
    return [(sample, looks_of(sample)) for sample in samples]


def get_sampled(user: User, public_id: str, *, now: datetime) -> SampledReading:
    """One look of this week's sample; an earlier week's and another house's do not exist."""
    mine = SampledReading.objects.filter(
        sample__centre__in=_houses_of_lead(user), sample__week=week_to_look_at(now)
    )
    return get_object_or_404(mine, public_id=public_id)


def _houses_of_lead(user: User) -> QuerySet[Centre]:
    held = Role.objects.held_by(user).filter(kind=RoleKind.TEAM_LEAD)
    return Centre.objects.filter(pk__in=held.values("centre_id")).order_by("name")
