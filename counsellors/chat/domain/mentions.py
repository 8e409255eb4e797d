"""What the events of a page tell of besides words: handovers and conversations, as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from counsellors.chat.enums import EventKind
from counsellors.chat.models import Event, Thread, ThreadHandover
from counsellors.conversations.models import Conversation

from .seating import cards_among


@dataclass(frozen=True, slots=True)
class Mentioned:
    """By the public id that stands in the facts of the event."""

    cards: dict[str, ThreadHandover] = field(default_factory=dict)
    bookings: dict[str, Conversation] = field(default_factory=dict)

    def card_of(self, event: Event) -> ThreadHandover | None:
        return self.cards.get(event.facts.get("card", ""))

    def booking_of(self, event: Event) -> Conversation | None:
        return self.bookings.get(event.facts.get("conversation", ""))


def mentioned_in(events: Sequence[Event]) -> Mentioned:
    """One query for each of the two kinds that is there, none on most pages."""
    return Mentioned(cards=cards_among(events), bookings=_bookings_among(events))


def bookings_to_keep(*, thread: Thread, now: datetime) -> list[Conversation]:
    """What was booked in this talk and is still to come, the earliest first; as it is now, also
    where it was moved since. Whoever deletes the talk needs another way to it.
    """
    told = Event.objects.filter(thread=thread, kind=EventKind.BOOKED)
    named = [facts.get("conversation", "") for facts in told.values_list("facts", flat=True)]
    # Moved, it is another row: what stays the same is its entry in a calendar.
    entries = Conversation.objects.filter(public_id__in=named).values("calendar_uid")
    to_come = Conversation.objects.upcoming(now).filter(calendar_uid__in=entries)
    return list(to_come.with_people_and_place().order_by("during"))


def _bookings_among(events: Sequence[Event]) -> dict[str, Conversation]:
    wanted = {
        event.facts["conversation"]
        for event in events
        if event.kind == EventKind.BOOKED and "conversation" in event.facts
    }
    if not wanted:
        return {}
    found = Conversation.objects.filter(public_id__in=wanted).with_people_and_place()
    return {one.public_id: one for one in found}
