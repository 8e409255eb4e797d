"""From a draft to what both see, at the same moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from counsellors.practice.enums import Author
from counsellors.practice.models import LONGEST_DRAFT, SharedNote

from .locking import record
from .notices import Telling, carry_out, telling_at
from .refusals import NothingToShare

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

WRITTEN = ["version", "drafted_at", "visible_at", "citizen_told_at", "reply_waits_since"]


def is_seen(note: SharedNote, by: Author, *, now: datetime) -> bool:
    """Does the other one see what this author has written so far?"""
    return by == Author.CITIZEN or note.is_shared(now)


def count_change(
    note: SharedNote,
    action: str,
    *,
    by: Author,
    user: User | None,
    now: datetime,
    is_shared_now: bool = False,
) -> None:
    """Words or steps have been written: a new version, its line in the trail, and the message.

    The citizen's words are seen at once and send nothing. The counsellor's are kept back for a day
    at most, or until `is_shared_now`; once shared, every later change is seen at once.
    """
    note.version += 1
    telling = Telling()
    if by == Author.COUNSELLOR:
        telling = _after_the_counsellor(note, is_shared_now=is_shared_now, now=now)
    else:
        note.reply_waits_since = note.reply_waits_since or now
    note.save(update_fields=WRITTEN)
    record(action, note, by=by, user=user, now=now, seen=is_seen(note, by, now=now))
    carry_out(telling, note)


def _after_the_counsellor(note: SharedNote, *, is_shared_now: bool, now: datetime) -> Telling:
    if note.is_shared(now):
        return telling_at(note, now)
    if not _has_something_of_the_counsellor(note):
        if is_shared_now:
            raise NothingToShare
        note.drafted_at = note.visible_at = note.citizen_told_at = None
        return Telling(takes_back=True)
    if is_shared_now:
        note.drafted_at, note.visible_at = note.drafted_at or now, now
        return telling_at(note, now)
    if note.drafted_at is None:
        note.drafted_at, note.visible_at = now, now + LONGEST_DRAFT
        return telling_at(note, note.visible_at)
    return Telling()


def _has_something_of_the_counsellor(note: SharedNote) -> bool:
    words = note.parts.filter(author=Author.COUNSELLOR).exclude(words="")
    steps = note.steps.filter(made_by=Author.COUNSELLOR, removed_at=None)
    return words.exists() or steps.exists()
