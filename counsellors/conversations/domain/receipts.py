"""What a conversation looks like to the person it is for: on paper, in mails, in calendars."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from counsellors.conversations.models import Conversation

from .secrets import link_secret_of

Facts = dict[str, str | int]


def facts_of(
    conversation: Conversation, *, method: str = "REQUEST", previous: datetime | None = None
) -> Facts:
    """The frozen facts a message or a calendar file needs, in the reader's language.

    `method` is iTIP's: REQUEST, CANCEL, or PUBLISH for a file to download. Needs the counsellor,
    centre, room, topic and whoever booked it loaded. Neither agenda nor needs are in it: mail is
    read by others.
    """
    counsellor, centre, room = conversation.counsellor, conversation.centre, conversation.room
    with override(conversation.page_language):
        facts: Facts = {
            "name": conversation.name,
            "phone": conversation.phone,
            "counsellor": counsellor.name,
            "counsellor_phone": counsellor.phone,
            "centre": centre.name,
            "centre_phone": centre.phone,
            "centre_email": centre.email,
            "address": f"{centre.street}, {centre.postcode} {centre.town}".strip(", "),
            "directions": centre.how_to_get_here,
            "room": room.name if room else "",
            "mode": conversation.mode,
            "topic": conversation.topic.name,
            "starts_at": conversation.starts_at.isoformat(),
            "ends_at": conversation.ends_at.isoformat(),
            "link": manage_address(conversation),
            "uid": conversation.calendar_uid,
            "sequence": conversation.sequence,
            "method": method,
        }
    if conversation.booked_by is not None:
        facts["booked_by"] = conversation.booked_by.name
        facts["outside_hours"] = conversation.outside_hours
    if previous is not None:
        facts["previous_starts_at"] = previous.isoformat()
    return facts


def manage_address(conversation: Conversation) -> str:
    """The absolute address where this conversation is moved and cancelled.

    The secret link; once the key it was made with is gone, the page one logs in to.
    """
    with override(conversation.page_language):
        secret = link_secret_of(conversation)
        if secret is None:
            return settings.SITE_URL + reverse("conversations:mine")
        return settings.SITE_URL + reverse("conversations:manage", args=[secret])
