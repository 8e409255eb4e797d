"""One message to somebody whose counsellor works otherwise now: other times, and no pressure."""

from __future__ import annotations

from datetime import datetime

from counsellors.conversations.domain.moving import question_of
from counsellors.conversations.domain.notices import choices_near
from counsellors.conversations.domain.receipts import facts_of
from counsellors.conversations.models import Conversation
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice

NOTICE = "conversation_new_time_offered"


def offer_new_time(conversation: Conversation, *, now: datetime) -> None:
    """In the caller's transaction, after the hours are changed. The conversation stays booked.

    One message per booked time, however often the hours change around it.
    """
    by_mail = bool(conversation.email)
    queue_notice(
        NOTICE,
        channel=Notice.Channel.MAIL if by_mail else Notice.Channel.SMS,
        recipient=conversation.email or conversation.phone,
        language=conversation.page_language,
        payload=facts_of(conversation)
        | choices_near(conversation, question_of(conversation), now=now),
        effect_key=f"{NOTICE}:{conversation.public_id}:{conversation.sequence}",
        subject=f"conversation:{conversation.calendar_uid}",
        due_at=now,
        useful_until=conversation.starts_at,
    )
