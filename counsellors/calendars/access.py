"""Whose calendar it is. A colleague's, a removed one and one that never was: all 404."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404

from counsellors.conversations.access import get_counsellor_of
from counsellors.people.access import reader_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.shared.secrets import hash_of_link

from .domain.feeding import FeedFile, calendar_of, hand_out
from .models import CalendarFeed, CalendarSubscription

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = ["get_counsellor_of", "get_own_subscription", "see_calendar_of_feed"]


def get_own_subscription(user: User, public_id: str) -> CalendarSubscription:
    own = CalendarSubscription.objects.filter(counsellor=get_counsellor_of(user))
    return get_object_or_404(own.select_related("counsellor"), public_id=public_id)


def see_calendar_of_feed(
    secret: str, *, is_known: Callable[[str], bool], now: datetime
) -> FeedFile:
    """What this secret opens, as long as its owner works here with an open account.

    The lines that are new are written in the read log before they are handed out; nothing is when
    the reader's program has the file already (`is_known`, asked with its fingerprint).
    """
    with transaction.atomic(durable=True):
        feed = _get_feed(secret)
        file = calendar_of(feed.counsellor, now=now)
        if not is_known(file.fingerprint):
            user = _owner_of(feed)
            hand_out(feed=feed, file=file, reader=reader_of(user, feed.counsellor), now=now)
    return file


def _get_feed(secret: str) -> CalendarFeed:
    feed = (
        CalendarFeed.objects.filter(
            secret_hash=hash_of_link(secret),
            counsellor__is_active=True,
            counsellor__user__is_active=True,
        )
        .select_related("counsellor__user")
        # Two programs at once: each line is written down once.
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if feed is None:
        raise Http404
    roles = Role.objects.held_by(_owner_of(feed)).filter(kind=RoleKind.COUNSELLOR)
    if not roles.exists():
        raise Http404
    return feed


def _owner_of(feed: CalendarFeed) -> User:
    if feed.counsellor.user is None:
        raise Http404
    return feed.counsellor.user
