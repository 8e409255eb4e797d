"""Which house somebody means who has not said so. Known from what they did here, never guessed from
where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from counsellors.chat.models import Thread
from counsellors.conversations.models import Conversation
from counsellors.line.domain.routes import ASKED_ALONE
from counsellors.people.models import Counsellor
from counsellors.responsibility.domain.reading import own_responsibility
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order

from .doors import HouseHere

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's own counsellor, and the house they answer in now, if they do."""

    counsellor: Counsellor
    house: Centre | None

    @property
    def minutes_alone(self) -> int:
        """So long nobody else is asked."""
        return ASKED_ALONE // timedelta(minutes=1)


def own_counsellor(user: User | None, *, here: list[HouseHere]) -> Own | None:
    """One query; none for somebody without an account."""
    held = own_responsibility(user) if user else None
    if held is None:
        return None
    houses = (house.centre for house in here if held.counsellor in house.people)
    return Own(held.counsellor, next(houses, None))


def known_house(*, user: User | None, token_hash: bytes | None, own: Own | None) -> str:
    """The slug of the house: where their own counsellor answers now, else of their latest talk
    here, else of their latest conversation, else a house of their own counsellor; "" when nothing
    is known. At most three queries; none for somebody we know nothing about.
    """
    if own and own.house:
        return own.house.slug
    return (
        _of_latest_talk(user, token_hash)
        or _of_conversation(user)
        or (_of_counsellor(own.counsellor) if own else "")
    )


def _of_latest_talk(user: User | None, token_hash: bytes | None) -> str:
    if user is None and token_hash is None:
        return ""
    mine = Thread.objects.of_citizen(user_id=user.pk if user else None, token_hash=token_hash)
    latest = mine.filter(centre__is_published=True).order_by("-last_event_at", "-pk")
    return latest.values_list("centre__slug", flat=True).first() or ""


def _of_conversation(user: User | None) -> str:
    if user is None:
        return ""
    mine = Conversation.objects.filter(citizen__user=user, centre__is_published=True)
    latest = mine.order_by("-during", "-pk")
    return latest.values_list("centre__slug", flat=True).first() or ""


def _of_counsellor(own: Counsellor) -> str:
    houses = Centre.objects.published().filter(counsellors=own)
    return min(houses, key=lambda house: danish_order(house.name)).slug if houses else ""
