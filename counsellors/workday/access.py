"""A counsellor's own days. Colleagues' conversations and missing ones look the same: 404.

What is shown of somebody stands in the read log before it is handed out, once for each page.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min
from django.http import Http404
from django.shortcuts import get_object_or_404

from counsellors.callbacks.access import show_calls_of_today
from counsellors.callbacks.domain import Call
from counsellors.conversations.access import get_centres_of_staff, get_counsellor_of
from counsellors.conversations.models import Conversation
from counsellors.people.access import reader_of
from counsellors.people.models import Counsellor
from counsellors.workday.domain.days import (
    Day,
    Talk,
    own_conversations_of,
    read_days,
    talk_of,
)
from counsellors.workday.domain.seen import seen_in_week, seen_of_talk, seen_waiting
from counsellors.workday.domain.waiting import WhatWaits, what_waits
from jobcenter.audit.domain import record_reading, record_readings
from jobcenter.shared.retention import kept_for
from jobcenter.ui.dates import in_copenhagen

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = [
    "get_conversation_at_work",
    "get_counsellor_of",
    "see_my_day",
    "see_my_hours",
    "see_my_talk",
    "see_my_week",
]

DAYS_OF_A_WEEK = 7


def see_my_day(user: User, *, day: date, now: datetime) -> tuple[Day, WhatWaits | None, list[Call]]:
    """The counsellor's own day; on the day of today also what waits besides it, and the calls the
    house has promised.
    """
    own = Counsellor.objects.annotate(house_id=Min("centres"))
    counsellor = get_object_or_404(own, user=user)
    waiting: WhatWaits | None = None
    calls: list[Call] = []
    with transaction.atomic(durable=True):
        [shown] = read_days(counsellor=counsellor, first=day, days=1, now=now)
        seen = [seen_of_talk(talk, now=now) for talk in shown.talks]
        if day == in_copenhagen(now).date():
            centres = get_centres_of_staff(user)
            waiting = what_waits(counsellor=counsellor, centres=centres, today=day, now=now)
            house: int | None = counsellor.house_id  # type: ignore[attr-defined]  # annotated above
            calls, seen_calls = show_calls_of_today(counsellor=counsellor, now=now)
            seen += [*seen_waiting(waiting, house=house), *seen_calls]
        record_readings(reader=reader_of(user, counsellor), readings=seen, now=now)
    return shown, waiting, calls


def see_my_hours(user: User, *, day: date, now: datetime) -> Day:
    """The conversations of that day and the gaps between them, without what else waits."""
    counsellor = get_counsellor_of(user)
    with transaction.atomic(durable=True):
        [shown] = read_days(counsellor=counsellor, first=day, days=1, now=now)
        seen = [seen_of_talk(talk, now=now) for talk in shown.talks]
        record_readings(reader=reader_of(user, counsellor), readings=seen, now=now)
    return shown


def see_my_week(user: User, *, monday: date, now: datetime) -> list[Day]:
    """Seven days, names and hours only."""
    counsellor = get_counsellor_of(user)
    with transaction.atomic(durable=True):
        days = read_days(counsellor=counsellor, first=monday, days=DAYS_OF_A_WEEK, now=now)
        seen = [seen_in_week(talk, now=now) for day in days for talk in day.talks]
        record_readings(reader=reader_of(user, counsellor), readings=seen, now=now)
    return days


def get_conversation_at_work(user: User, public_id: str, *, now: datetime) -> Conversation:
    """One of the counsellor's own as it stands now: also one that is over, cancelled or moved away
    from, so that a click on an old page gets a kind answer. What retention has erased is gone.
    """
    own = Conversation.objects.filter(
        counsellor=get_counsellor_of(user), during__endswith__gt=now - kept_for("conversations")
    )
    conversation = get_object_or_404(own.with_people_and_place(), public_id=public_id)
    if conversation.erased_at is not None and conversation.cancelled_at is None:
        raise Http404
    return conversation


def see_my_talk(user: User, public_id: str, *, now: datetime) -> Talk | None:
    """The row of one conversation, or None when it stands no more: then there is nobody to show."""
    counsellor = get_counsellor_of(user)
    with transaction.atomic(durable=True):
        found = own_conversations_of(counsellor, now=now).filter(public_id=public_id).first()
        if found is None:
            return None
        talk = talk_of(found, now=now)
        record_reading(
            reader=reader_of(user, counsellor), reading=seen_of_talk(talk, now=now), now=now
        )
    return talk
