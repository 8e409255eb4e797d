"""The letter to a citizen whose conversation somebody else has opened."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from counsellors.conversations.domain.looks import is_known_by_this_alone
from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.conversations.models import Conversation
from counsellors.covering.models import Opening
from jobcenter.audit.domain import Reader
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice


def tell_the_citizen(opening: Opening, *, reader: Reader, now: datetime) -> None:
    """One message per opening, in the transaction that opens.

    Somebody who can be reached nowhere finds the line on their page.
    """
    conversation = opening.conversation
    channel, recipient = where_to_reach(conversation)
    if not recipient:
        return
    with override(conversation.page_language):
        payload = _facts(opening, reader, now=now)
    queue_notice(
        "conversation_opened",
        channel=channel,
        recipient=recipient,
        language=conversation.page_language,
        payload=payload,
        effect_key=f"conversation_opened:{opening.public_id}",
        subject=f"opening:{opening.public_id}",
        due_at=now,
    )


def where_to_reach(conversation: Conversation) -> tuple[Notice.Channel, str]:
    """Where this conversation's letters go, else where its person is reached; "" for nowhere."""
    citizen = conversation.citizen
    account = citizen.user if citizen else None
    mail = conversation.email or (account and account.email) or (citizen and citizen.email)
    if mail:
        return Notice.Channel.MAIL, mail
    return Notice.Channel.SMS, conversation.phone or (citizen and citizen.phone) or ""


def _facts(opening: Opening, reader: Reader, *, now: datetime) -> dict[str, str]:
    conversation = opening.conversation
    return {
        "name": conversation.name,
        "reader": reader.name,
        "starts_at": now.isoformat(),
        "kinds": _("the name you booked with, when and where you meet, and with whom"),
        "words": opening.words,
        "link": str(settings.SITE_URL) + _page_of_looks(conversation),
        "centre": conversation.centre.name,
        "centre_phone": conversation.centre.phone,
        "centre_email": conversation.centre.email,
    }


def _page_of_looks(conversation: Conversation) -> str:
    """Behind the conversation's own link for whoever has nothing to log in with."""
    secret = link_secret_of(conversation) if is_known_by_this_alone(conversation) else None
    if secret is None:
        return reverse("rights:who_has_seen")
    return reverse("conversations:who_has_seen", args=[secret])
