"""Whose calendar it is. A colleague's, a removed one and one that never was: all 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from counsellors.conversations.access import get_counsellor_of
from counsellors.people.models import Counsellor
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.shared.secrets import hash_of_link

from .models import CalendarFeed, CalendarSubscription

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = ["get_counsellor_of", "get_counsellor_of_feed", "get_own_subscription"]


def get_own_subscription(user: User, public_id: str) -> CalendarSubscription:
    own = CalendarSubscription.objects.filter(counsellor=get_counsellor_of(user))
    return get_object_or_404(own.select_related("counsellor"), public_id=public_id)


def get_counsellor_of_feed(secret: str) -> Counsellor:
    """Whose feed this secret opens, as long as that person works here with an open account."""
    feed = (
        CalendarFeed.objects.filter(
            secret_hash=hash_of_link(secret),
            counsellor__is_active=True,
            counsellor__user__is_active=True,
        )
        .select_related("counsellor__user")
        .first()
    )
    if feed is None or feed.counsellor.user is None:
        raise Http404
    roles = Role.objects.held_by(feed.counsellor.user).filter(kind=RoleKind.COUNSELLOR)
    if not roles.exists():
        raise Http404
    return feed.counsellor
