"""A counsellor who is not here any more, and people who come back: into the line, out of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from citizens.people.models import Citizen
from counsellors.chat.access import seat_at_work
from counsellors.chat.domain.line_bells import ring_line_of
from counsellors.chat.domain.log import NewEvent, append
from counsellors.chat.domain.places import ring_desks
from counsellors.chat.domain.refusals import TheyWaitElsewhere
from counsellors.chat.domain.seating import put_in_line
from counsellors.chat.domain.seats import Seat
from counsellors.chat.domain.starting import Route
from counsellors.chat.enums import EventKind, Side, WaitsAs
from counsellors.chat.models import Event, Thread
from counsellors.duty.domain import end_if_run_out, go_off_duty
from counsellors.duty.models import Duty
from counsellors.people.models import Counsellor
from counsellors.safety.domain import WorkFirst, is_flooded
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction

from .places import begin_wait_again
from .presence import taken_at, with_somebody_there
from .routes import route
from .waits import settle_waits

# They have a place in line from before somebody took them. The others never stood in one.
HAVE_A_PLACE = (WaitsAs.LINE, WaitsAs.PHONE)
REFUSALS: dict[str, type[Refusal]] = {"one_waiting_thread_per_browser": TheyWaitElsewhere}


class Why(StrEnum):
    """Told in the thread, in words, by templates/counsellors/line/_told.html."""

    GONE = "gone"
    GIVEN_BACK = "given_back"
    IN_LINE_NOW = "in_line_now"
    UNANSWERED = "unanswered"
    BACK = "back"


class TalksGoOn(Refusal):
    """`talks` are the threads that would be left."""

    message = _("You are still talking with somebody.")
    next_step = _("End the talk, hand it over, or put it back in line. Then you can stop.")

    def __init__(self, talks: list[Thread]) -> None:
        super().__init__()
        self.talks = talks


def live_talks_of(*, counsellor: Counsellor, now: datetime) -> QuerySet[Thread]:
    """Open threads of somebody's in which the other side may be sitting and waiting."""
    own = Thread.objects.open().filter(counsellor=counsellor)
    return with_somebody_there(own, now=now).order_by("started_at", "pk")


def leave_duty(*, counsellor: Counsellor, now: datetime, put_back: bool = False) -> bool:
    """Stop answering. True when there was a duty to end.

    Raises TalksGoOn while somebody waits for an answer, unless they are to be `put_back` in line.
    """
    with transaction.atomic():
        talks = list(live_talks_of(counsellor=counsellor, now=now))
        if talks and not put_back:
            raise TalksGoOn(talks)
        has_ended = go_off_duty(counsellor=counsellor, now=now)
        _leave_what_waits(counsellor, talks, now=now)
    return has_ended


def end_run_out_duties(*, now: datetime) -> int:
    """End the duty of every browser that is gone; whoever was talking with them is told, and stands
    in line at their old place. Returns how many ended. Idempotent.
    """
    ended = 0
    for duty in Duty.objects.run_out(now).select_related("counsellor").order_by("pk"):
        with transaction.atomic():
            if not end_if_run_out(duty=duty, now=now):
                continue
            talks = list(live_talks_of(counsellor=duty.counsellor, now=now))
            _leave_what_waits(duty.counsellor, talks, now=now)
            ended += 1
    return ended


def put_back_in_line(*, holder: Seat, why: Why = Why.GIVEN_BACK, now: datetime) -> None:
    """From whoever holds the talk back into the line, at the old place: `started_at` stays. Who
    never stood in line (they wrote a letter, or waited for a call) and talks now stands where the
    talk began. The house is asked, or another one where nobody is here; what was promised before is
    over, and a new wait begins. A letter nobody sits before waits as a letter again.

    Raises NotYourTalkAnyMore, TheyWaitElsewhere, ThreadIsOver; then nothing is changed.
    """
    in_one_transaction(lambda: fall_back(holder, why, now=now), **REFUSALS)


def fall_back(holder: Seat, why: Why, *, now: datetime) -> None:
    """As `put_back_in_line`, in the transaction of whoever has more to do; with its REFUSALS."""
    # Nothing that is kept says who was gone, or who had no time any more.
    by = replace(holder, side=Side.HOUSE, counsellor_id=None)
    before = Thread.objects.filter(pk=holder.thread_id)
    is_letter = before.filter(waits_as=WaitsAs.LETTER).exists()
    waits_on = is_letter and not with_somebody_there(before, now=now).exists()
    is_new_in_line = not waits_on and not before.filter(waits_as__in=HAVE_A_PLACE).exists()
    told = Why.UNANSWERED if waits_on else Why.IN_LINE_NOW if is_new_in_line else why
    append(_joined(told), seat=by, now=now)
    if is_new_in_line:
        before.update(started_at=taken_at(holder.thread_id) or now)
    thread = Thread.objects.select_related("centre").get(pk=holder.thread_id)
    _must_wait_nowhere_else(thread)
    settle_waits(now=now, thread=thread)
    if waits_on:
        put_in_line(holder=holder, route=Route(), waits_as=WaitsAs.LETTER, now=now)
        return
    way = route(citizen=None, centre=thread.centre, now=now, language=thread.page_language)
    put_in_line(holder=holder, route=way, waits_as=WaitsAs.LINE, now=now)
    thread.refresh_from_db()
    begin_wait_again(thread=thread, now=now)


def may_join(*, thread: Thread, now: datetime) -> bool:
    """While we are flooded, a letter or a call that cost no work is no way into the line. Whoever
    has stood there before did it, or came before the flood.
    """
    if thread.token_hash is None:
        return True
    has_stood = Event.objects.filter(thread=thread, kind=EventKind.QUEUE_LEFT)
    return has_stood.exists() or not is_flooded(now=now)


def rejoin(*, thread: Thread, now: datetime) -> bool:
    """Somebody whose place was given up is back and wants to talk now: at the end of the line.

    False when the thread does not wait as a letter any more. Raises ThreadIsOver, and WorkFirst as
    long as `may_join` says no.
    """
    if not may_join(thread=thread, now=now):
        raise WorkFirst
    with transaction.atomic():
        seat = Seat(thread_id=thread.pk, public_id=thread.public_id, side=Side.CITIZEN)
        append(_joined(Why.BACK), seat=seat, now=now)
        way = route(
            citizen=thread.citizen, centre=thread.centre, now=now, language=thread.page_language
        )
        is_back = (
            Thread.objects.waiting()
            .filter(pk=thread.pk, waits_as=WaitsAs.LETTER)
            .update(waits_as=WaitsAs.LINE, started_at=now, **way.columns())
        )
        if not is_back:
            transaction.set_rollback(True)
            return False
        thread.refresh_from_db()
        ring_desks(thread.pk, thread.first_asked_id)
        ring_line_of(thread.centre_id)
    return True


def _leave_what_waits(counsellor: Counsellor, talks: list[Thread], *, now: datetime) -> None:
    for thread in talks:
        holder = seat_at_work(thread, counsellor)
        # It ended or moved on meanwhile, or they wait in another talk: that one is answered.
        with suppress(Refusal):
            put_back_in_line(holder=holder, why=Why.GONE, now=now)
    # Whoever was to be asked first is not here: the house need not wait for them.
    asked = Thread.objects.waiting().filter(first_asked=counsellor, team_from__gt=now)
    asked.update(team_from=now)


def _must_wait_nowhere_else(thread: Thread) -> None:
    """A constraint says it of browsers. Accounts are asked here, under the lock of the citizen."""
    if thread.citizen_id is None:
        return
    list(Citizen.objects.select_for_update(no_key=True).filter(pk=thread.citizen_id))
    if Thread.objects.waiting().filter(citizen=thread.citizen_id).exists():
        raise TheyWaitElsewhere


def _joined(why: Why) -> NewEvent:
    return NewEvent(kind=EventKind.QUEUE_JOINED, facts={"why": why.value})
