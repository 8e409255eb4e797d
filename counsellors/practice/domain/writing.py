"""Writing one's own part, and sharing it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from counsellors.conversations.models import Conversation
from counsellors.practice.enums import Author
from counsellors.practice.models import NotePart, PastWords, SharedNote
from jobcenter.shared.sensitive import refuse_what_is_sensitive
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission

from .locking import lock_note
from .refusals import WrittenMeanwhile
from .sharing import count_change, is_seen

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "note_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What the form says. `edition` is that of the part when the page was opened; `is_shared` tells
    a counsellor's "share it now" from "keep it as a draft" and means nothing for the citizen.
    """

    words: str
    edition: int
    is_shared: bool = True


def write_words(
    *,
    conversation: Conversation,
    by: Author,
    writing: Writing,
    form_key: str,
    now: datetime,
    accepted: frozenset[str] = frozenset(),
    user: User | None = None,
) -> None:
    """Save the author's own part. `form_key` is from `mint_form_key(form=FORM)`.

    Raises HoldsCprNumber, MayBeSensitive unless the writer has `accepted` the passages,
    WrittenMeanwhile when another window was first, NothingToShare, NoteIsGone, NoteIsDeleted.
    """
    refuse_what_is_sensitive(writing.words, accepted=accepted)
    in_one_transaction(
        lambda: _write(conversation, by, writing, form_key=form_key, now=now, user=user)
    )


def _write(
    conversation: Conversation,
    by: Author,
    writing: Writing,
    *,
    form_key: str,
    now: datetime,
    user: User | None,
) -> None:
    body = {"conversation": conversation.public_id, "by": by.value, **asdict(writing)}
    if claim_submission(form=FORM, key=form_key, body=body) is not None:
        return
    note = lock_note(conversation, now=now)
    was_shared = note.is_shared(now)
    part = _part_of(note, by)
    if part.edition != writing.edition:
        raise WrittenMeanwhile(saved=part.words, edition=part.edition)
    is_new = part.words != writing.words
    if is_new:
        _replace(part, writing.words, keep=is_seen(note, by, now=now), now=now)
    shares_now = by == Author.COUNSELLOR and writing.is_shared and not was_shared
    if is_new or shares_now:
        action = "note.shared" if shares_now else "note.written"
        count_change(note, action, by=by, user=user, now=now, is_shared_now=shares_now)


def _part_of(note: SharedNote, by: Author) -> NotePart:
    found = NotePart.objects.filter(note=note, author=by).first()
    return found or NotePart.objects.create(note=note, author=by)


def _replace(part: NotePart, words: str, *, keep: bool, now: datetime) -> None:
    if keep and part.words:
        PastWords.objects.create(part=part, words=part.words, replaced_at=now)
    part.words = words
    part.edition += 1
    part.save(update_fields=["words", "edition"])
