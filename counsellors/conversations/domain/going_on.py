"""Whether the two may go on together: after a talk, and only then."""

from __future__ import annotations

from datetime import datetime

from counsellors.conversations.models import Conversation
from counsellors.responsibility.domain.reading import people_of


def can_be_offered(conversation: Conversation, *, now: datetime) -> bool:
    """The conversation has begun, the person can hear of it, and is not the counsellor's own.

    Never by somebody who has said their last day: the yes could only be refused.
    """
    if conversation.citizen_id is None or not conversation.has_begun(now):
        return False
    if not conversation.can_be_answered or conversation.counsellor.last_day is not None:
        return False
    return not people_of(conversation.counsellor).filter(citizen=conversation.citizen_id).exists()
