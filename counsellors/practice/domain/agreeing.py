"""Saying yes; and what only the citizen may do: keep it from successors, delete it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from counsellors.conversations.models import Conversation
from counsellors.practice.enums import Author
from counsellors.practice.models import SharedNote
from jobcenter.shared.transactions import in_one_transaction

from .locking import lock_note, record
from .notices import withdraw_message
from .refusals import NoteHasChanged, NoteIsDeleted, NothingToAgreeOn

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

COLUMN = {Author.COUNSELLOR: "counsellor_agreed_to", Author.CITIZEN: "citizen_agreed_to"}


def say_yes(
    *,
    conversation: Conversation,
    by: Author,
    version: int,
    now: datetime,
    user: User | None = None,
) -> None:
    """Yes to the version that was read. Both yeses to the newest one make it *agreed*. Idempotent.

    Raises NoteHasChanged when there is a newer version, NothingToAgreeOn before it is shared.
    """
    in_one_transaction(lambda: _say_yes(conversation, by, version, now=now, user=user))


def keep_from_successors(
    *, conversation: Conversation, is_hidden: bool, now: datetime, user: User | None = None
) -> None:
    """The citizen's choice: no later counsellor of theirs sees this note, or may after all."""
    in_one_transaction(lambda: _keep(conversation, is_hidden=is_hidden, now=now, user=user))


def delete_note(*, conversation: Conversation, now: datetime, user: User | None = None) -> None:
    """The citizen deletes the note: the words and steps of both, with all their history, at once.

    What stays until the retention date is that there was one, and when it was deleted. Idempotent.
    """
    in_one_transaction(lambda: _delete(conversation, now=now, user=user))


def _say_yes(
    conversation: Conversation, by: Author, version: int, *, now: datetime, user: User | None
) -> None:
    note = lock_note(conversation, now=now)
    if not note.is_shared(now) or not _says_something(note):
        raise NothingToAgreeOn
    if version != note.version:
        raise NoteHasChanged
    if note.has_yes_of(by):
        return
    setattr(note, COLUMN[by], version)
    note.save(update_fields=[COLUMN[by]])
    record("note.agreed", note, by=by, user=user, now=now, both=note.is_agreed)


def _says_something(note: SharedNote) -> bool:
    return note.parts.exclude(words="").exists() or note.steps.filter(removed_at=None).exists()


def _keep(conversation: Conversation, *, is_hidden: bool, now: datetime, user: User | None) -> None:
    note = lock_note(conversation, now=now)
    if note.is_hidden == is_hidden:
        return
    note.is_hidden = is_hidden
    note.save(update_fields=["is_hidden"])
    action = "note.hidden" if is_hidden else "note.shown_again"
    record(action, note, by=Author.CITIZEN, user=user, now=now)


def _delete(conversation: Conversation, *, now: datetime, user: User | None) -> None:
    try:
        note = lock_note(conversation, now=now)
    except NoteIsDeleted:
        return
    note.parts.all().delete()
    note.steps.all().delete()
    note.deleted_at = now
    note.reply_waits_since = note.counsellor_told_at = None
    note.save(update_fields=["deleted_at", "reply_waits_since", "counsellor_told_at"])
    record("note.deleted", note, by=Author.CITIZEN, user=user, now=now)
    withdraw_message(note)
