"""After a talk, and only then: offering to go on together."""

from __future__ import annotations

from datetime import datetime

from counsellors.conversations.models import Conversation
from counsellors.responsibility.domain.offering import offer_to_be_own_counsellor
from counsellors.responsibility.domain.reading import people_of
from counsellors.responsibility.domain.refusals import NothingToOffer
from counsellors.responsibility.models import Offer


def can_be_offered(conversation: Conversation, *, now: datetime) -> bool:
    """The conversation has begun, the person can hear of it, and is not the counsellor's own."""
    if conversation.citizen_id is None or not conversation.has_begun(now):
        return False
    if not conversation.can_be_answered:
        return False
    return not people_of(conversation.counsellor).filter(citizen=conversation.citizen_id).exists()


def offer_after_talk(*, conversation: Conversation, now: datetime) -> Offer:
    """Offer it to whom the conversation was with, once. Raises NothingToOffer."""
    if conversation.citizen is None or not can_be_offered(conversation, now=now):
        raise NothingToOffer
    return offer_to_be_own_counsellor(
        counsellor=conversation.counsellor,
        citizen=conversation.citizen,
        name=conversation.name,
        email=conversation.email,
        phone=conversation.phone,
        language=conversation.page_language,
        now=now,
    )
