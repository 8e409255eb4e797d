"""When the house answers, and until when what was written is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from counsellors.chat.models import Thread
from counsellors.duty.domain import here_now
from jobcenter.centres.domain.hours import next_opening, open_now
from jobcenter.centres.enums import HoursKind
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.retention import kept_for


@dataclass(frozen=True, slots=True)
class Answers:
    """`until` while the chat of the house is open, else `from_` when it opens. Neither: the house
    has said no hours for it, somebody sits there outside of them, or somebody has the talk.
    """

    until: datetime | None
    from_: datetime | None


def house_answers(*, thread: Thread, now: datetime) -> Answers:
    prefetch_related_objects([thread.centre], "opening_hours", "opening_exceptions")
    if thread.counsellor is not None:
        return Answers(None, None)
    opening = open_now(centre=thread.centre, now=now, kind=HoursKind.CHAT)
    if opening:
        return Answers(opening.closes, None)
    if here_now(centre=thread.centre, now=now):
        return Answers(None, None)
    following = next_opening(centre=thread.centre, now=now, kind=HoursKind.CHAT)
    return Answers(None, following.opens if following else None)


def kept_until(thread: Thread) -> date:
    """The day all of it is gone, unless more is written. Each message goes on its own day."""
    return (thread.last_event_at + kept_for("chats")).astimezone(COPENHAGEN).date()
