"""Whose calls they are, and who may see a number: whoever calls, while they call.

The citizen comes by the talk the call belongs to; see also `counsellors/chat/access.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from counsellors.callbacks.domain.calling import Call, calls_of_today
from counsellors.callbacks.enums import State
from counsellors.callbacks.models import CallBack
from counsellors.chat.access import get_thread_of_citizen, own_threads, seen_of_thread
from counsellors.chat.models import Thread
from counsellors.conversations.access import get_counsellor_of
from counsellors.people.access import reader_of
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import NewReading, record_reading
from jobcenter.audit.enums import Kind, Way

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = [
    "get_call_at_work",
    "get_thread_of_citizen",
    "open_thread_of",
    "see_call",
    "seen_in_list",
    "show_calls_of_today",
]


def get_call_at_work(user: User, public_id: str, *, now: datetime) -> tuple[CallBack, Counsellor]:
    """Asked of this counsellor or of their house; also one that is over, for a kind answer."""
    counsellor = get_counsellor_of(user)
    rows = CallBack.objects.at_work(counsellor, now=now)
    rows = rows.select_related("thread__citizen", "centre", "counsellor", "taken_by")
    return get_object_or_404(rows, public_id=public_id), counsellor


def see_call(user: User, public_id: str, *, now: datetime) -> tuple[CallBack, str]:
    """The call and its number, in the read log before it is shown; "" for whoever does not call."""
    with transaction.atomic(durable=True):
        call, counsellor = get_call_at_work(user, public_id, now=now)
        is_mine = call.state == State.CALLING and call.taken_by_id == counsellor.pk
        number = call.phone if is_mine else ""
        kinds = {Kind.NAME, Kind.TIME} | ({Kind.CONTACT} if number else set())
        if call.state != State.OVER:
            record_reading(
                reader=reader_of(user, counsellor),
                reading=_seen(call, way=Way.PAGE, kinds=kinds),
                now=now,
            )
    return call, number


def show_calls_of_today(
    *, counsellor: Counsellor, now: datetime
) -> tuple[list[Call], list[NewReading]]:
    """For a page that records what it shows itself: hand both out together or not at all."""
    calls = calls_of_today(counsellor=counsellor, now=now)
    return calls, [seen_in_list(one) for one in calls]


def seen_in_list(one: Call) -> NewReading:
    """Names and windows; a number is in no list."""
    return _seen(one.call, way=Way.LIST, kinds={Kind.NAME, Kind.TIME})


def open_thread_of(request: HttpRequest) -> Thread | None:
    """The latest talk this browser or account has open: a call belongs to it."""
    mine = own_threads(request).open().select_related("centre")
    return mine.order_by("-last_event_at", "-pk").first()


def _seen(call: CallBack, *, way: Way, kinds: set[Kind]) -> NewReading:
    return seen_of_thread(call.thread, way=way, kinds=kinds, centre_id=call.centre_id)
