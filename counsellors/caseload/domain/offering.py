"""After a talk, and only then: offering to go on together."""

from __future__ import annotations

from datetime import datetime

from counsellors.conversations.domain.going_on import can_be_offered
from counsellors.conversations.models import Conversation
from counsellors.responsibility.domain.offering import offer_to_be_own_counsellor
from counsellors.responsibility.domain.refusals import NothingToOffer
from counsellors.responsibility.models import Offer


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
