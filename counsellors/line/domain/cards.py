"""A card that ends: the talk goes back to whoever gave it, or into the line if they are gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from counsellors.chat.domain.log import house_at
from counsellors.chat.domain.seating import end_card, seat_again
from counsellors.chat.domain.seats import Seat
from counsellors.chat.enums import Card, Side
from counsellors.chat.models import ThreadHandover
from counsellors.people.models import Counsellor
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction

from .returning import REFUSALS, Why, fall_back


def decline_handover(*, card: ThreadHandover, seat: Seat, now: datetime) -> bool:
    """The citizen says no. False when the card had ended before.

    Raises ThreadIsOver, TheyWaitElsewhere, NotYourTalkAnyMore.
    """
    return in_one_transaction(lambda: _go_home(card, Card.DECLINED, seat, now=now), **REFUSALS)


def return_what_is_due(*, now: datetime) -> int:
    """By the clock: what was lent goes back at the time that was said. How many. Idempotent."""
    returned = 0
    for card in ThreadHandover.objects.due(now).select_related("thread").order_by("until", "pk"):
        try:
            returned += in_one_transaction(
                lambda card=card: _go_home(  # type: ignore[misc]
                    card, Card.RETURNED, house_at(card.thread), now=now
                ),
                **REFUSALS,
            )
        except Refusal:
            # It ended meanwhile, or its citizen waits in another talk: it stays where it is.
            continue
    return returned


def _go_home(card: ThreadHandover, state: Card, seat: Seat, *, now: datetime) -> bool:
    if not end_card(card=card, state=state, seat=seat, now=now):
        return False
    holder = replace(seat, side=Side.COUNSELLOR, counsellor_id=card.given_to_id)
    home = Counsellor.objects.active().filter(pk=card.given_by_id).first()
    if home is None:
        fall_back(holder, Why.GIVEN_BACK, now=now)
    else:
        seat_again(holder=holder, to=home, now=now)
    return True
