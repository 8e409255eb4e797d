"""Whose offer, card and period it is. Foreign and missing look the same: 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from citizens.people.domain import citizens_of

from .models import Handover, Offer

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def get_own_offer(user: User, public_id: str) -> Offer:
    """An offer made to whoever is logged in."""
    own = Offer.objects.filter(citizen__in=citizens_of(user)).select_related("counsellor")
    return get_object_or_404(own, public_id=public_id)


def get_own_handover(user: User, public_id: str) -> Handover:
    """A card written to whoever is logged in, answered or not."""
    own = Handover.objects.filter(responsibility__citizen__user=user)
    return get_object_or_404(
        own.select_related("successor", "responsibility__counsellor"), public_id=public_id
    )
