"""The end of a talk, and of everything that was said in it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from citizens.people.models import Citizen
from counsellors.chat.enums import EventKind
from counsellors.chat.models import Event, Participant, Thread
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.bells import ring_kick
from jobcenter.shared.retention import kept_for
from jobcenter.shared.slices import in_slices

from .line_bells import ring_line_of
from .log import NewEvent, append, change_rights, house_at
from .refusals import ThreadIsOver
from .seats import Seat


def end_thread(*, seat: Seat, now: datetime) -> int:
    """Nothing more is written; it can be read until its date. Raises ThreadIsOver."""
    with transaction.atomic():
        number = append(NewEvent(kind=EventKind.ENDED), seat=seat, now=now)
        _leave_line(seat)
        Thread.objects.filter(pk=seat.thread_id).update(ended_at=now)
    return number


def end_and_delete(*, seat: Seat, now: datetime) -> int:
    """End it and delete it now: every word is gone when this returns.

    The bare thread stays until its date with one event that says so, so that a page which is still
    open somewhere learns of it. Nobody can open it as a citizen any more. Raises ThreadIsOver when
    it was deleted before.
    """
    with transaction.atomic():
        erased = NewEvent(kind=EventKind.ERASED, may_follow_the_end=True)
        number = append(erased, seat=seat, now=now)
        _leave_line(seat)
        Thread.objects.filter(pk=seat.thread_id).update(
            first_seq=number,
            ended_at=Coalesce(F("ended_at"), now),
            erased_at=now,
            citizen=None,
            token_hash=None,
            nickname="",
        )
        Event.objects.filter(thread=seat.thread_id, seq__lt=number).delete()
        Participant.objects.filter(thread=seat.thread_id, counsellor=None).delete()
        change_rights(seat)
        record_change("thread.erased", subject=f"thread:{seat.public_id}")
    return number


def erase_threads_of(*, citizen: Citizen, now: datetime) -> int:
    """Everything said in the threads an account has claimed, for whoever erases a person."""
    threads = list(Thread.objects.filter(citizen=citizen).order_by("pk"))
    for thread in threads:
        # Deleted by themselves a moment ago: gone is gone.
        with suppress(ThreadIsOver):
            end_and_delete(seat=house_at(thread), now=now)
    return len(threads)


def erase_threads_of_nobody(*, now: datetime) -> int:
    """Everything in threads that nobody can open any more: their account is gone, or the person.

    Nobody could ask for it to be deleted afterwards. Idempotent; each thread for itself.
    """
    left = Thread.objects.filter(erased_at=None, token_hash=None)
    gone = left.filter(Q(citizen=None) | Q(citizen__user=None)).order_by("pk")
    threads = list(gone)
    for thread in threads:
        with suppress(ThreadIsOver):
            end_and_delete(seat=house_at(thread), now=now)
    return len(threads)


def forget_past_events(*, now: datetime) -> int:
    """What is older than its date goes: whole threads, and the old end of those that go on.

    Returns how many threads were touched. In slices, each in its own transaction; idempotent.
    """
    oldest = now - kept_for("chats")
    return in_slices(_long_silent(oldest), _delete) + in_slices(
        _with_an_old_end(oldest), partial(_trim, oldest=oldest)
    )


def _leave_line(seat: Seat) -> None:
    """Whoever waits behind this thread moves up. Asked before it ends."""
    waited = Thread.objects.in_line().filter(pk=seat.thread_id)
    for centre in waited.values_list("centre", flat=True):
        ring_line_of(centre)


def _long_silent(oldest: datetime) -> QuerySet[Thread]:
    return Thread.objects.filter(last_event_at__lt=oldest)


def _with_an_old_end(oldest: datetime) -> QuerySet[Thread]:
    first = Event.objects.filter(thread=OuterRef("pk"), seq=OuterRef("first_seq"))
    return Thread.objects.annotate(begins_at=Subquery(first.values("at")[:1])).filter(
        Q(begins_at__lt=oldest), last_event_at__gte=oldest
    )


def _delete(ids: list[int]) -> int:
    threads = Thread.objects.filter(pk__in=ids)
    public_ids = list(threads.values_list("public_id", flat=True))
    threads.update(first_seq=F("last_seq") + 1)
    threads.delete()
    for public_id in public_ids:
        transaction.on_commit(partial(ring_kick, thread=public_id), robust=True)
    return _record(len(ids))


def _trim(ids: list[int], *, oldest: datetime) -> int:
    for thread in ids:
        kept = Event.objects.filter(thread=thread, at__gte=oldest).aggregate(first=Min("seq"))
        Thread.objects.filter(pk=thread).update(first_seq=kept["first"])
        Event.objects.filter(thread=thread, seq__lt=kept["first"]).delete()
    return _record(len(ids))


def _record(threads: int) -> int:
    if threads:
        record_change(
            "personal_data.erased",
            subject="retention:chats",
            actor_kind=Change.ActorKind.SYSTEM,
            facts={"threads": threads},
        )
    return threads
