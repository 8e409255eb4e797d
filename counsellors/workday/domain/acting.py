"""What a counsellor does to one of their own conversations. The person is told once, each time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from counsellors.availability.enums import Mode
from counsellors.conversations.domain.cancelling import call_off_conversation
from counsellors.conversations.domain.meeting_otherwise import meet_otherwise
from counsellors.conversations.domain.moving import move_conversation
from counsellors.conversations.enums import Status
from counsellors.conversations.models import Conversation
from jobcenter.shared.sensitive import MayBeSensitive, refuse_what_is_sensitive

from .refusals import (
    CancelledAlready,
    ChangedMeanwhile,
    HasBegun,
    TooMuchForALetter,
    said_to_counsellors,
)

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def must_be_changeable(conversation: Conversation, *, now: datetime) -> None:
    """Before a form is shown. Raises HasBegun, ChangedMeanwhile or CancelledAlready."""
    if conversation.is_upcoming(now):
        return
    if conversation.status == Status.BOOKED:
        raise HasBegun
    raise ChangedMeanwhile if conversation.erased_at else CancelledAlready


def move_mine(
    *, conversation: Conversation, start: datetime, form_key: str, by: User, now: datetime
) -> Conversation:
    """To another of the counsellor's own free times, in the same house and the same way.

    `form_key` is for `moving.FORM`. Raises what `move_conversation` does, in words for counsellors.
    """
    with said_to_counsellors():
        return move_conversation(
            conversation=conversation,
            start=start,
            form_key=form_key,
            now=now,
            user=by,
            by_staff=True,
        ).conversation


def ready_words(conversation: Conversation) -> str:
    """What may stand in the letter, in the language the person reads: see also desk's message."""
    with override(conversation.page_language):
        return _("I am sorry that I cannot come. I would like to talk with you another day.")


def call_off_mine(*, conversation: Conversation, words: str, by: User, now: datetime) -> None:
    """Cancel with a word; the person gets one message with other times. Twice is once.

    The word leaves the house in a letter others may read. Raises HoldsCprNumber and
    TooMuchForALetter before anything happens, and CancelledAlready when somebody else was first.
    """
    try:
        refuse_what_is_sensitive(words, accepted=frozenset())
    except MayBeSensitive as refusal:
        raise TooMuchForALetter from refusal
    with said_to_counsellors():
        cancelled = call_off_conversation(conversation=conversation, words=words, now=now, by=by)
    if cancelled.was_already:
        raise CancelledAlready


def meet_mine_otherwise(
    *, conversation: Conversation, mode: Mode, seen: int, by: User, now: datetime
) -> Conversation:
    """In another way at the same time. `seen` is the sequence the counsellor's page showed."""
    with said_to_counsellors():
        return meet_otherwise(
            conversation=conversation, mode=mode, seen=seen, now=now, by=by
        ).conversation
