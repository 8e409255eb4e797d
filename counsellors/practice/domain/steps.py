"""Agreed steps: added and removed by whoever wrote them, ticked off by either."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from counsellors.conversations.models import Conversation
from counsellors.practice.enums import Author, Doer
from counsellors.practice.models import AgreedStep, SharedNote
from jobcenter.shared.sensitive import refuse_what_is_sensitive
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission

from .locking import lock_note, record
from .refusals import EnoughSteps, StepIsGone
from .sharing import count_change, is_seen

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "note_step"
MOST_STEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    what: str
    by_whom: Doer = Doer.COUNSELLOR
    by_day: date | None = None


def add_step(
    *,
    conversation: Conversation,
    by: Author,
    step: NewStep,
    form_key: str,
    now: datetime,
    accepted: frozenset[str] = frozenset(),
    user: User | None = None,
) -> None:
    """Add a step; a counsellor's first one begins a draft. `form_key` is for `form=FORM`."""
    refuse_what_is_sensitive(step.what, accepted=accepted)
    in_one_transaction(lambda: _add(conversation, by, step, form_key=form_key, now=now, user=user))


def remove_step(
    *, conversation: Conversation, by: Author, step: str, now: datetime, user: User | None = None
) -> None:
    """Take one's own step (by public id) off the list. Removing it again changes nothing.

    Raises StepIsGone for the other one's step, and for one that never was.
    """
    in_one_transaction(lambda: _remove(conversation, by, step, now=now, user=user))


def tick_step(
    *,
    conversation: Conversation,
    by: Author,
    step: str,
    is_done: bool,
    now: datetime,
    user: User | None = None,
) -> None:
    """Say that a step is done, or not after all. Idempotent; the words stay agreed."""
    in_one_transaction(lambda: _tick(conversation, by, step, is_done, now=now, user=user))


def steps_seen_by(note: SharedNote, reader: Author, *, now: datetime) -> list[AgreedStep]:
    """In the order they were written; a counsellor's draft is not there for the citizen."""
    steps = note.steps.order_by("pk")
    if not is_seen(note, reader.other, now=now):
        steps = steps.filter(made_by=reader)
    return list(steps)


def _add(
    conversation: Conversation,
    by: Author,
    step: NewStep,
    *,
    form_key: str,
    now: datetime,
    user: User | None,
) -> None:
    body = {"conversation": conversation.public_id, "by": by.value, **asdict(step)}
    if claim_submission(form=FORM, key=form_key, body=body) is not None:
        return
    note = lock_note(conversation, now=now)
    if note.steps.filter(removed_at=None).count() >= MOST_STEPS:
        raise EnoughSteps
    AgreedStep.objects.create(note=note, made_by=by, **asdict(step))
    count_change(note, "note.step_added", by=by, user=user, now=now)


def _remove(
    conversation: Conversation, by: Author, step: str, *, now: datetime, user: User | None
) -> None:
    note = lock_note(conversation, now=now)
    found = note.steps.filter(public_id=step, made_by=by).first()
    if found is None:
        raise StepIsGone
    if found.removed_at is not None:
        return
    if is_seen(note, by, now=now):
        found.removed_at = now
        found.save(update_fields=["removed_at"])
    else:
        # Nobody else has seen it: nothing of it is history.
        found.delete()
    count_change(note, "note.step_removed", by=by, user=user, now=now)


def _tick(
    conversation: Conversation,
    by: Author,
    step: str,
    is_done: bool,
    *,
    now: datetime,
    user: User | None,
) -> None:
    note = lock_note(conversation, now=now)
    seen = {one.public_id: one for one in steps_seen_by(note, by, now=now) if not one.removed_at}
    if step not in seen:
        raise StepIsGone
    if seen[step].is_done != is_done:
        note.steps.filter(public_id=step).update(is_done=is_done)
        record("note.step_ticked", note, by=by, user=user, now=now, done=is_done)
