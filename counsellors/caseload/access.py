"""Which people and conversations are a counsellor's own. Foreign and missing look the same: 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from counsellors.conversations.access import get_counsellor_of
from counsellors.conversations.models import Conversation
from counsellors.responsibility.domain.reading import people_of
from counsellors.responsibility.models import Handover, Responsibility

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = ["get_counsellor_of", "get_met_conversation", "get_my_handover", "get_my_person"]


def get_met_conversation(user: User, public_id: str) -> Conversation:
    """One of the counsellor's own, ahead or over, as long as somebody stands on it."""
    own = Conversation.objects.booked().filter(
        counsellor=get_counsellor_of(user), citizen__isnull=False
    )
    return get_object_or_404(own.with_people_and_place(), public_id=public_id)


def get_my_person(user: User, public_id: str) -> Responsibility:
    """Somebody whose own counsellor this user is now."""
    own = people_of(get_counsellor_of(user)).select_related("counsellor", "citizen__user")
    return get_object_or_404(own, public_id=public_id)


def get_my_handover(user: User, public_id: str) -> Handover:
    """A card this counsellor has written."""
    own = Handover.objects.filter(responsibility__counsellor=get_counsellor_of(user))
    return get_object_or_404(own, public_id=public_id)
