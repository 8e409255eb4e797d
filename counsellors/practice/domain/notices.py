"""The one message about a note: that there is something to read, never what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.conversations.models import Conversation
from counsellors.practice.models import SharedNote
from jobcenter.outbox.domain import queue_notice, withdraw_notices
from jobcenter.outbox.models import Notice

SHARED = "note_shared"
# Three corrections in a row are one message.
QUIET_AFTER_A_MESSAGE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a change means for the citizen's letter box: nothing, unless it says so."""

    takes_back: bool = False
    at: datetime | None = None


def telling_at(note: SharedNote, at: datetime) -> Telling:
    """A message at `at`, unless they were told within the hour before: `citizen_told_at` is set on
    the row in hand. One that waits for the end of a draft is taken back when this comes first.
    """
    told = note.citizen_told_at
    if told is not None and told <= at < told + QUIET_AFTER_A_MESSAGE:
        return Telling()
    note.citizen_told_at = at
    return Telling(takes_back=True, at=at)


def carry_out(telling: Telling, note: SharedNote) -> None:
    """Last in a transaction, where the house's order of locks has the outbox."""
    if telling.takes_back:
        withdraw_message(note)
    if telling.at is not None:
        _queue(note, due_at=telling.at)


def withdraw_message(note: SharedNote) -> None:
    withdraw_notices(subject=_subject(note), kinds=[SHARED])


def note_address(conversation: Conversation) -> str:
    """The absolute address where the citizen reads the note, as it stands in a message.

    The secret link; once the key it was made with is gone, the page one logs in to.
    """
    with override(conversation.page_language):
        secret = link_secret_of(conversation)
        if secret is None:
            return settings.SITE_URL + reverse("conversations:mine")
        return settings.SITE_URL + reverse("practice:note_by_link", args=[secret])


def _queue(note: SharedNote, *, due_at: datetime) -> None:
    conversation = note.conversation
    recipient = conversation.email or conversation.phone
    if not recipient:
        return
    queue_notice(
        "note_shared",
        channel=Notice.Channel.MAIL if conversation.email else Notice.Channel.SMS,
        recipient=recipient,
        language=conversation.page_language,
        payload={
            "name": conversation.name,
            "counsellor": conversation.counsellor.name,
            "centre": conversation.centre.name,
            "centre_phone": conversation.centre.phone,
            "centre_email": conversation.centre.email,
            "link": note_address(conversation),
        },
        effect_key=f"{SHARED}:{conversation.public_id}:{note.version}",
        subject=_subject(note),
        due_at=due_at,
        useful_until=conversation.kept_until,
    )


def _subject(note: SharedNote) -> str:
    return f"note:{note.conversation.public_id}"
