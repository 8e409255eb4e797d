"""Taking hold of a note, and writing its line in the change trail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from counsellors.conversations.models import Conversation
from counsellors.practice.enums import Author
from counsellors.practice.models import SharedNote
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.limits.domain import Limit, spend

from .refusals import NoteIsDeleted, NoteIsGone

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

# Per conversation, both together: a link in wrong hands cannot fill the house with versions.
CHANGES_PER_CONVERSATION = Limit("note.changed", 60, timedelta(hours=1))


def lock_note(conversation: Conversation, *, now: datetime) -> SharedNote:
    """The note of a conversation that has begun and is kept, made if new, locked until the end of
    the transaction together with its conversation: the night that erases one waits, or we do.

    Raises NoteIsGone or NoteIsDeleted.
    """
    found = (
        Conversation.objects.begun(now)
        .kept(now)
        .select_for_update(of=("self",), no_key=True)
        .with_people_and_place()
        .filter(pk=conversation.pk)
        .first()
    )
    if found is None:
        raise NoteIsGone
    # Whoever holds the conversation is alone with its note: no second one can be made meanwhile.
    note = SharedNote.objects.filter(conversation=found).first()
    note = note or SharedNote.objects.create(conversation=found)
    note.conversation = found
    if note.deleted_at is not None:
        raise NoteIsDeleted
    return note


def record(
    action: str, note: SharedNote, *, by: Author, user: User | None, now: datetime, **facts: bool
) -> None:
    """One line of the trail: who and which version, never a word of what was written."""
    spend(CHANGES_PER_CONVERSATION, subject=note.conversation.public_id, now=now)
    is_staff = by == Author.COUNSELLOR
    record_change(
        action,
        subject=f"note:{note.conversation.public_id}",
        actor=user,
        actor_kind=Change.ActorKind.STAFF if is_staff else Change.ActorKind.CITIZEN,
        facts={"version": note.version, **facts},
    )
