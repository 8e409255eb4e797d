"""Who has looked, for somebody who has nothing to log in with: behind the conversation's own link.

A phone number is proven by nobody, and whoever books with somebody else's gets a link as well. So a
link tells only of its own conversation: from its booking until the next one was booked.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Min

from citizens.rights.domain import readings_of_citizen
from counsellors.conversations.models import Conversation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jobcenter.audit.models import Reading


def is_known_by_this_alone(conversation: Conversation) -> bool:
    """No account and no mail address that could open one: a phone number, or nothing at all."""
    citizen = conversation.citizen
    return citizen is not None and citizen.user_id is None and citizen.email is None


def looks_at(conversation: Conversation) -> QuerySet[Reading]:
    """The looks at its person in the time of this conversation, the latest first.

    Only for those `is_known_by_this_alone` is true of.
    """
    citizen = conversation.citizen
    if citizen is None:
        raise ValueError(f"{conversation} is erased: nobody was looked at")
    since = _first_booked(conversation)
    return readings_of_citizen(citizen, since=since, until=_next_booked(conversation, since))


def _first_booked(conversation: Conversation) -> datetime:
    """A conversation that was moved is the one it was."""
    rows = Conversation.objects.filter(calendar_uid=conversation.calendar_uid)
    first: datetime | None = rows.aggregate(first=Min("booked_at"))["first"]
    return first or conversation.booked_at


def _next_booked(conversation: Conversation, since: datetime) -> datetime | None:
    others = Conversation.objects.filter(citizen=conversation.citizen, booked_at__gt=since)
    others = others.exclude(calendar_uid=conversation.calendar_uid).order_by("booked_at")
    return others.values_list("booked_at", flat=True).first()
