"""What of the shared notes waits for a counsellor: replies not looked at, steps with a date.

For lists of people and of days: plain querysets, to be narrowed and joined by whoever asks.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from counsellors.practice.enums import Doer
from counsellors.practice.models import AgreedStep, SharedNote

BY_DAY = (F("by_day").asc(nulls_last=True), "pk")


def replies_waiting_for(counsellor: Counsellor) -> QuerySet[SharedNote]:
    """Notes in which the citizen has written since this counsellor last opened them."""
    return SharedNote.objects.filter(
        reply_waits_since__isnull=False,
        deleted_at=None,
        conversation__counsellor=counsellor,
        conversation__citizen__isnull=False,
    )


def own_steps_due(counsellor: Counsellor, *, today: date) -> QuerySet[AgreedStep]:
    """What this counsellor has promised, alone or together with the citizen, until today."""
    return _open_steps().filter(
        by_whom__in=[Doer.COUNSELLOR, Doer.BOTH],
        by_day__lte=today,
        note__conversation__counsellor=counsellor,
        note__conversation__citizen__isnull=False,
    )


def steps_ahead(*, counsellor: Any, now: datetime) -> QuerySet[AgreedStep]:
    """Agreed and not done yet, in notes this own counsellor reads: the earliest date first, those
    without a date last. To be narrowed to `note__conversation__citizen`, of whom it must be true.
    """
    readable = read_by_own_counsellor(counsellor, now=now, note="note__")
    return _open_steps().filter(readable).order_by(*BY_DAY)


def read_by_own_counsellor(counsellor: Any, *, now: datetime, note: str = "") -> Q:
    """Which notes the own counsellor of a citizen reads: those the two wrote, drafts as well, and
    what was shared with somebody before, unless the citizen keeps it from successors.
    """
    theirs = Q(**{f"{note}conversation__counsellor": counsellor})
    return theirs | Q(**{f"{note}is_hidden": False, f"{note}visible_at__lte": now})


def replies_are_seen(*, conversation: Conversation, version: int) -> None:
    """The counsellor has this version on screen. What is written at the same moment still waits."""
    SharedNote.objects.filter(
        conversation=conversation, version=version, reply_waits_since__isnull=False
    ).update(reply_waits_since=None, counsellor_told_at=None)


def _open_steps() -> QuerySet[AgreedStep]:
    return AgreedStep.objects.filter(is_done=False, removed_at=None, note__deleted_at=None)
