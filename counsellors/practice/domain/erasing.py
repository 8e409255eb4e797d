"""When the retention date of a conversation comes, its note goes with it, altogether."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from counsellors.conversations.domain.erasing import (
    CONVERSATIONS_ARE_KEPT,
    Erased,
    erase_past_conversations,
)
from counsellors.conversations.models import Conversation
from counsellors.practice.models import SharedNote
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.slices import in_slices


def erase_past_conversations_with_notes(*, now: datetime) -> Erased:
    """Notes first: should the second half fail, no words outlive the person they are about."""
    erase_past_notes(now=now)
    return erase_past_conversations(now=now)


def erase_past_notes(*, now: datetime) -> int:
    """Delete the notes of conversations past their date, in slices, each in its own transaction."""
    due = Conversation.objects.filter(note__isnull=False).filter(
        Q(during__endswith__lte=now - CONVERSATIONS_ARE_KEPT) | Q(erased_at__isnull=False)
    )
    # The conversation is what everybody who writes a note holds on to: see lock_note.
    return in_slices(due, _erase_notes_of)


def _erase_notes_of(conversations: list[int]) -> int:
    SharedNote.objects.filter(conversation__in=conversations).delete()
    if conversations:
        _record(len(conversations))
    return len(conversations)


def _record(notes: int) -> None:
    record_change(
        "personal_data.erased",
        subject="retention:notes",
        actor_kind=Change.ActorKind.SYSTEM,
        facts={"notes": notes},
    )
