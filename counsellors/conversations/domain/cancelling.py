"""Cancelling, and doing without the reminder: no reason, no trace held against anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from counsellors.conversations.enums import Status
from counsellors.conversations.models import Conversation
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.transactions import in_one_transaction

from .moving import question_of
from .notices import choices_near, tell_called_off, tell_cancelled, withdraw_reminder
from .refusals import ConversationHasBegun, ConversationHasChanged

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


@dataclass(frozen=True, slots=True)
class Cancelled:
    conversation: Conversation
    was_already: bool


def cancel_conversation(
    *, conversation: Conversation, now: datetime, user: User | None = None
) -> Cancelled:
    """Cancel until the start; the time is free for others at once.

    Idempotent: cancelling again changes nothing, sends nothing and says `was_already`. Raises
    ConversationHasBegun, or ConversationHasChanged when this row was moved away from meanwhile.
    """
    return in_one_transaction(
        lambda: _cancel(
            conversation, now=now, user=user, tell=lambda row: tell_cancelled(row, now=now)
        )
    )


def call_off_conversation(
    *, conversation: Conversation, words: str, now: datetime, by: User
) -> Cancelled:
    """The counsellor cannot come: cancel, and write to the person once, with other times.

    `words` are the counsellor's own, in plain text; they stand in the letter. Idempotent and with
    the refusals of `cancel_conversation`.
    """
    # Looked for while the time is still taken, so that it is not among those we propose.
    choices = choices_near(conversation, question_of(conversation), now=now)
    return in_one_transaction(
        lambda: _cancel(
            conversation,
            now=now,
            user=by,
            kind=Change.ActorKind.STAFF,
            tell=lambda row: tell_called_off(row, words=words, choices=choices, now=now),
        )
    )


def stop_reminder(*, conversation: Conversation, now: datetime, user: User | None = None) -> None:
    """Do without the reminder: take back the one that waits. Idempotent."""
    in_one_transaction(lambda: _stop_reminder(conversation, now=now, user=user))


def _cancel(
    conversation: Conversation,
    *,
    now: datetime,
    user: User | None,
    tell: Callable[[Conversation], None],
    kind: Change.ActorKind = Change.ActorKind.CITIZEN,
) -> Cancelled:
    # The one conditional write is lock and check in one: only one of two can find it booked.
    is_ours = (
        Conversation.objects.upcoming(now)
        .filter(pk=conversation.pk)
        .update(status=Status.CANCELLED, cancelled_at=now, sequence=F("sequence") + 1)
    )
    current = Conversation.objects.with_people_and_place().get(pk=conversation.pk)
    if not is_ours:
        return _cancelled_before(current)
    record_change(
        "conversation.cancelled",
        subject=f"conversation:{current.public_id}",
        actor=user,
        actor_kind=kind,
        facts={"sequence": current.sequence},
    )
    tell(current)
    return Cancelled(conversation=current, was_already=False)


def _cancelled_before(current: Conversation) -> Cancelled:
    if current.status == Status.BOOKED:
        raise ConversationHasBegun
    if current.erased_at is not None:
        raise ConversationHasChanged
    return Cancelled(conversation=current, was_already=True)


def _stop_reminder(conversation: Conversation, *, now: datetime, user: User | None) -> None:
    is_ours = (
        Conversation.objects.upcoming(now)
        .filter(pk=conversation.pk, wants_reminder=True)
        .update(wants_reminder=False)
    )
    if is_ours:
        record_change(
            "conversation.reminder_declined",
            subject=f"conversation:{conversation.public_id}",
            actor=user,
        )
        withdraw_reminder(conversation)
