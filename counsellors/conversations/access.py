"""Who may see which conversation. Foreign, missing and over look the same: 404."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from counsellors.people.models import Counsellor
from jobcenter.accounts.access import reader_as
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import read_and_record
from jobcenter.centres.models import Centre

from .domain.reading import (
    begun_conversation_by_link,
    conversation_by_code,
    conversation_by_link,
    conversations_of,
    upcoming_with,
    waiting_wishes,
)
from .domain.seen import seen_of_wish
from .models import Conversation, Wish

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jobcenter.accounts.models import User

__all__ = [
    "conversation_by_code",
    "get_centres_of_staff",
    "get_conversation_by_link",
    "get_conversation_of_counsellor",
    "get_counsellor_of",
    "get_kept_conversation_by_link",
    "get_own_conversation",
    "get_waiting_wish",
    "is_over_but_kept",
    "see_waiting_wishes",
]


def get_conversation_by_link(secret: str, *, now: datetime) -> Conversation:
    """What the secret link opens, until the conversation has ended; also a cancelled one."""
    conversation = conversation_by_link(secret, now=now)
    if conversation is None:
        raise Http404
    return conversation


def get_kept_conversation_by_link(secret: str, *, now: datetime) -> Conversation:
    """What the secret link opens before and after, until the conversation is erased."""
    found = conversation_by_link(secret, now=now) or begun_conversation_by_link(secret, now=now)
    if found is None:
        raise Http404
    return found


def is_over_but_kept(secret: str, *, now: datetime) -> bool:
    """Does this link lead to a conversation that has taken place and is not erased yet?"""
    conversation = begun_conversation_by_link(secret, now=now)
    return conversation is not None and conversation.ends_at <= now


def get_own_conversation(user: User, public_id: str) -> Conversation:
    """One of the conversations of whoever is logged in."""
    return get_object_or_404(conversations_of(user), public_id=public_id)


def get_counsellor_of(user: User) -> Counsellor:
    """The counsellor somebody is. Staff who meet nobody have no calendar here."""
    return get_object_or_404(Counsellor, user=user)


def get_conversation_of_counsellor(user: User, public_id: str, *, now: datetime) -> Conversation:
    """One of a counsellor's own, booked and not over: a colleague's does not exist."""
    own = upcoming_with(get_counsellor_of(user), now=now)
    return get_object_or_404(own, public_id=public_id)


def see_waiting_wishes(user: User, *, now: datetime, most: int) -> list[Wish]:
    """What waits at the staff member's own houses, written in the read log before it is shown."""
    return read_and_record(
        rows=waiting_wishes(get_centres_of_staff(user))[:most],
        reader=reader_as(user, RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR),
        tell=seen_of_wish,
        now=now,
    )


def get_centres_of_staff(user: User) -> QuerySet[Centre]:
    """The houses in which somebody is counsellor or editor."""
    kinds = [RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR]
    held = Role.objects.held_by(user).filter(kind__in=kinds)
    return Centre.objects.filter(pk__in=held.values("centre_id"))


def get_waiting_wish(user: User, public_id: str) -> Wish:
    """A wish left at one of the staff member's own houses and not answered yet."""
    return get_object_or_404(waiting_wishes(get_centres_of_staff(user)), public_id=public_id)
