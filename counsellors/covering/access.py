"""What of a colleague's a counsellor may see, at their own houses. Foreign and missing: 404.

Whatever is shown of somebody stands in the read log before it is handed out.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404

from counsellors.conversations.access import get_counsellor_of
from counsellors.conversations.models import Conversation
from counsellors.covering.domain.away import conversations_to_cover, seen_to_cover
from counsellors.covering.domain.opening import seen_when_opened
from counsellors.covering.domain.taking import Covered, with_who_covers
from counsellors.covering.models import Opening
from counsellors.people.access import reader_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import record_reading, record_readings
from jobcenter.centres.models import Centre

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from jobcenter.accounts.models import User

__all__ = [
    "get_conversation_to_cover",
    "get_counsellor_of",
    "get_houses_of_counsellor",
    "get_opening",
    "has_run_out",
    "see_conversations_to_cover",
    "see_opened_conversation",
]

LINES_ON_A_PAGE = 20


def get_houses_of_counsellor(user: User) -> QuerySet[Centre]:
    """The houses where somebody is a counsellor: only there do they stand in for anybody."""
    held = Role.objects.held_by(user).filter(kind=RoleKind.COUNSELLOR)
    return Centre.objects.filter(pk__in=held.values("centre_id")).order_by("pk")


def see_conversations_to_cover(
    user: User, *, number: int, now: datetime
) -> tuple[Page[Conversation], list[Covered]]:
    """One page of what colleagues who are away now cannot hold themselves.

    Whom it is with stands there for whoever covers it, and is written down for those alone.
    """
    counsellor = get_counsellor_of(user)
    wanted = conversations_to_cover(counsellor, centres=get_houses_of_counsellor(user), now=now)
    with transaction.atomic(durable=True):
        page = Paginator(wanted, LINES_ON_A_PAGE).get_page(number)
        page.object_list = list(page.object_list)
        covered = with_who_covers(page.object_list)
        record_readings(
            reader=reader_of(user, counsellor),
            readings=[
                seen_to_cover(one.conversation, now=now)
                for one in covered
                if one.is_covered_by(counsellor)
            ],
            now=now,
        )
    return page, covered


def get_conversation_to_cover(user: User, public_id: str, *, now: datetime) -> Conversation:
    """One line of that list."""
    counsellor = get_counsellor_of(user)
    wanted = conversations_to_cover(counsellor, centres=get_houses_of_counsellor(user), now=now)
    return get_object_or_404(wanted, public_id=public_id)


def get_opening(user: User, public_id: str, *, now: datetime) -> Opening:
    """What this counsellor found or opened, while its time lasts and they still work there."""
    mine = _openings(user, now)
    return get_object_or_404(mine, public_id=public_id)


def has_run_out(user: User, public_id: str, *, now: datetime) -> bool:
    """Whether this counsellor found or opened it, and its time is over. Says nothing of anybody."""
    mine = Opening.objects.filter(counsellor=get_counsellor_of(user), during__endswith__lte=now)
    return mine.filter(public_id=public_id).exists()


def see_opened_conversation(user: User, public_id: str, *, now: datetime) -> Opening:
    """The conversation behind a reason that was given, once more written down with each look."""
    counsellor = get_counsellor_of(user)
    opened = _openings(user, now).filter(opened_at__isnull=False).select_related(
        "conversation__counsellor", "conversation__centre", "conversation__room",
        "conversation__citizen__user",
    )  # fmt: skip
    with transaction.atomic(durable=True):
        opening = get_object_or_404(opened, public_id=public_id)
        record_reading(
            reader=reader_of(user, counsellor), reading=seen_when_opened(opening), now=now
        )
    return opening


def _openings(user: User, now: datetime) -> QuerySet[Opening]:
    kept = Conversation.objects.booked().kept(now)
    return Opening.objects.standing(now).filter(
        counsellor=get_counsellor_of(user),
        conversation__in=kept.filter(centre__in=get_houses_of_counsellor(user)),
    )
