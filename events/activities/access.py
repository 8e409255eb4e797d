"""Which activities the public can see."""

from __future__ import annotations

from django.http import Http404

from .models import ActivityDate


def get_public_date(public_id: str) -> ActivityDate:
    """Missing and not public look the same; a cancelled or held one is still there."""
    rows = ActivityDate.objects.public().select_related(
        "activity__centre",
        "activity__room",
        "activity__partner",
        "activity__signup_terms",
        "own_room",
    )
    one = rows.filter(public_id=public_id).first()
    if one is None:
        raise Http404
    return one
