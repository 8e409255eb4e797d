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
from counsellors.covering.models import Opening
from jobcenter.accounts.access import reader_as
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import record_reading, record_readings
from jobcenter.centres.models import Centre

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from counsellors.people.models import Counsellor
    from jobcenter.accounts.models import User
    from jobcenter.audit.domain import Reader

__all__ = [
    "get_counsellor_of",
    "get_houses_of_counsellor",
    "get_opening",
    "reader_of",
    "see_conversations_to_cover",
    "see_opened_conversation",
]

LINES_ON_A_PAGE = 20


def get_houses_of_counsellor(user: User) -> QuerySet[Centre]:
    """The houses where somebody is a counsellor: only there do they stand in for anybody."""
    held = Role.objects.held_by(user).filter(kind=RoleKind.COUNSELLOR)
    return Centre.objects.filter(pk__in=held.values("centre_id")).order_by("pk")


def reader_of(user: User, counsellor: Counsellor) -> Reader:
    return reader_as(user, RoleKind.COUNSELLOR, name=counsellor.name)


def see_conversations_to_cover(user: User, *, number: int, now: datetime) -> Page[Conversation]:
    """One page of what colleagues who are away now cannot hold themselves."""
    counsellor = get_counsellor_of(user)
    wanted = conversations_to_cover(counsellor, centres=get_houses_of_counsellor(user), now=now)
    with transaction.atomic(durable=True):
        page = Paginator(wanted, LINES_ON_A_PAGE).get_page(number)
        page.object_list = list(page.object_list)
        record_readings(
            reader=reader_of(user, counsellor),
            readings=[seen_to_cover(one, now=now) for one in page.object_list],
            now=now,
        )
    return page


def get_opening(user: User, public_id: str, *, now: datetime) -> Opening:
    """What this counsellor found or opened, while its time lasts and they still work there."""
    mine = _openings(user, now)
    return get_object_or_404(mine, public_id=public_id)


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
