"""A counsellor's desk of talks: their own, those of their houses that wait, the house's texts.

What is shown of somebody stands in the read log before it is handed out. Foreign looks missing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from counsellors.callbacks.access import show_calls_of_today
from counsellors.callbacks.domain import Call
from counsellors.chat.access import get_thread_at_work, seat_at_work, seen_of_thread
from counsellors.chat.domain.seats import Seat
from counsellors.chat.models import Thread
from counsellors.conversations.access import get_counsellor_of
from counsellors.duty.domain import here_now
from counsellors.duty.models import Duty
from counsellors.inbox.domain.desk import Desk, DeskRow, read_desk
from counsellors.inbox.domain.looks import begin_looks
from counsellors.inbox.domain.snippets import snippets_of
from counsellors.inbox.models import Snippet
from counsellors.people.access import reader_of
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import NewReading, record_readings
from jobcenter.audit.enums import Kind, Way
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order
from jobcenter.shared.typed import one_line

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = [
    "colleagues_here",
    "get_colleagues",
    "get_counsellor_of",
    "get_guest_seat",
    "get_houses",
    "get_my_thread",
    "get_snippet",
    "get_thread_at_work",
    "get_thread_to_take",
    "own_house",
    "see_desk",
    "snippets_for",
]


def see_desk(user: User, *, now: datetime) -> tuple[Counsellor, Desk, list[Call]]:
    """Everything on the desk, in the read log once for a look; see `begin_looks`."""
    counsellor = get_counsellor_of(user)
    with transaction.atomic(durable=True):
        desk = read_desk(counsellor=counsellor, now=now)
        calls, seen_calls = show_calls_of_today(counsellor=counsellor, now=now)
        rows = [row for row in desk.rows if row.shows_somebody]
        seen = [(row.thread.pk, _seen(row)) for row in rows]
        seen += [(one.call.thread_id, said) for one, said in zip(calls, seen_calls, strict=True)]
        begun = begin_looks(counsellor=counsellor, threads={pk for pk, _said in seen}, now=now)
        record_readings(
            reader=reader_of(user, counsellor),
            readings=[said for pk, said in seen if pk in begun],
            now=now,
        )
    return counsellor, desk, calls


def get_my_thread(user: User, public_id: str) -> tuple[Thread, Seat, Counsellor]:
    """One that is this counsellor's own to answer, hand over, give back or end."""
    counsellor = get_counsellor_of(user)
    own = Thread.objects.filter(counsellor=counsellor, erased_at=None)
    thread = get_object_or_404(
        own.select_related("centre", "citizen", "counsellor"), public_id=public_id
    )
    return thread, seat_at_work(thread, counsellor), counsellor


def get_guest_seat(user: User, public_id: str) -> tuple[Thread, Seat]:
    """One the counsellor was invited to, and which is somebody else's."""
    thread, seat = get_thread_at_work(user, public_id)
    if thread.counsellor_id in {None, seat.counsellor_id}:
        raise Http404
    return thread, seat


def get_thread_to_take(user: User, public_id: str) -> tuple[Thread, Counsellor]:
    """One that waits where the counsellor works, or that a colleague there has just taken: who was
    slower is told who was quicker, not that it is gone.
    """
    counsellor = get_counsellor_of(user)
    waits_for_me = Thread.objects.on_the_desk_of(counsellor).waiting()
    taken = Q(centre__in=counsellor.centres.values("pk"), counsellor__isnull=False)
    threads = Thread.objects.filter(
        Q(pk__in=waits_for_me.values("pk")) | taken, erased_at=None
    ).select_related("counsellor", "centre")
    return get_object_or_404(threads, public_id=public_id), counsellor


def get_colleagues(thread: Thread, counsellor: Counsellor) -> list[Counsellor]:
    """Everybody who meets people at the house of the talk or at the counsellor's own, by name."""
    houses = Q(centres=thread.centre_id) | Q(centres__in=counsellor.centres.values("pk"))
    people = Counsellor.objects.active().filter(houses).exclude(pk=counsellor.pk).distinct()
    return sorted(people, key=lambda one: (*danish_order(one.name), one.pk))


def colleagues_here(
    counsellor: Counsellor, duty: Duty | None, *, now: datetime
) -> list[Counsellor]:
    """Who else answers for the same house now; nobody for whoever is not on duty."""
    if duty is None:
        return []
    return [one for one in here_now(centre=duty.centre, now=now) if one.pk != counsellor.pk]


def get_houses(user: User) -> list[Centre]:
    """Where the counsellor works; without a house there are no texts to share."""
    houses = list(get_counsellor_of(user).centres.order_by("name", "pk"))
    if not houses:
        raise Http404
    return houses


def own_house(counsellor: Counsellor, slug: str) -> Centre | None:
    """A house the counsellor works in, by what a button sent; None is another's, or nonsense."""
    return counsellor.centres.filter(slug=one_line(slug)).first()


def get_snippet(user: User, public_id: str) -> Snippet:
    """One of the counsellor's own houses."""
    own = Snippet.objects.filter(centre__in=get_houses(user)).select_related("centre")
    return get_object_or_404(own, public_id=public_id)


def snippets_for(thread: Thread) -> list[Snippet]:
    return snippets_of([thread.centre])


def _seen(row: DeskRow) -> NewReading:
    shown = {Kind.NAME: bool(row.thread.nickname), Kind.MESSAGES: bool(row.words)}
    kinds = {kind for kind, is_there in shown.items() if is_there}
    return seen_of_thread(row.thread, way=Way.LIST, kinds=kinds)
