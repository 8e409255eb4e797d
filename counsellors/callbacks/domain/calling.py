"""Making the call: who takes it, how it went, and what the clock does with what was forgotten.

Nobody keeps how many calls somebody made, or how often somebody was not reached: a row that is over
tells nothing, and the events of a thread go with the thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from counsellors.callbacks.enums import OPEN, PROMISED, State, Told
from counsellors.callbacks.models import CallBack, CallBackQuerySet
from counsellors.chat.access import seat_at_work
from counsellors.chat.domain.log import change_rights, house_at
from counsellors.chat.domain.seats import Seat
from counsellors.chat.domain.starting import take_thread
from counsellors.chat.enums import WaitsAs
from counsellors.chat.models import Participant, Thread
from counsellors.line.domain.leaving import Instead, leave_line
from counsellors.people.models import Counsellor
from jobcenter.shared.periods import local_day
from jobcenter.shared.retention import kept_for
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.ui.dates import in_copenhagen

from .asking import WAITS_FOR_CALL, empty, end_call, lock_thread
from .refusals import CallIsOver, ColleagueCalls, TakeItFirst
from .telling import ring_desks, tell_thread, write_to

# Somebody pressed "I call now" and forgot to say how it went: others see the call again after this.
FORGOTTEN = timedelta(minutes=30)
# Nobody has called: so long after the end of the window the house says so and offers other times.
LATE = timedelta(hours=1)
# The number waits for another window so long, and goes.
OFFERED_FOR = kept_for("calls")
MOST_AT_ONCE = 200
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as a list shows it, without the number. `is_next`: nobody stands before it in line;
    `is_late`: its window is over, or half of it when it was asked of somebody else by name.
    """

    call: CallBack
    is_mine: bool
    is_late: bool
    is_next: bool

    @property
    def name(self) -> str:
        return self.call.thread.nickname


def calls_of_today(*, counsellor: Counsellor, now: datetime) -> list[Call]:
    """Promised for today or left from before; the earliest first, at most thirty. One query."""
    tomorrow = local_day(in_copenhagen(now).date()).upper
    joined = OuterRef("thread__started_at")
    before = Q(started_at__lt=joined) | Q(started_at=joined, pk__lt=OuterRef("thread"))
    ahead = Thread.objects.in_line().filter(before, centre=OuterRef("centre"))
    rows = (
        CallBack.objects.at_work(counsellor, now=now)
        .filter(Q(during=None) | Q(during__startswith__lt=tomorrow), state__in=PROMISED)
        .annotate(
            somebody_ahead=Exists(ahead),
            due=Coalesce("during__startswith", F("thread__started_at")),
        )
        .select_related("thread__citizen", "counsellor", "taken_by")
        .order_by("due", "pk")
    )
    return [_shown(row, counsellor, now=now) for row in rows[:MOST_SHOWN]]


def take_call(*, call: CallBack, counsellor: Counsellor, now: datetime) -> bool:
    """Be the one who calls; from here on the number may be shown to them. False when it was theirs
    already. Raises ColleagueCalls for the slower of two, and CallIsOver.
    """

    def take() -> bool:
        if _is_taken_by(call, counsellor):
            return False
        thread = Thread.objects.get(pk=call.thread_id)
        seat = seat_at_work(thread, counsellor)
        tell_thread(call, Told.CALLING, seat=seat, now=now)
        if not waiting_still(call).update(state=State.CALLING, taken_by=counsellor, taken_at=now):
            _refuse(call)
        _sit_down(thread, counsellor, seat, now=now)
        ring_desks(call)
        return True

    return in_one_transaction(take)


def waiting_still(call: CallBack) -> CallBackQuerySet:
    return CallBack.objects.filter(pk=call.pk, state=State.WAITING)


def called(*, call: CallBack, counsellor: Counsellor, reached: bool, now: datetime) -> None:
    """They talked: the number is deleted in this transaction. They did not: other windows are on
    offer in the thread and by mail, or after the second time the number is deleted, too.

    Raises TakeItFirst for whoever did not call, and CallIsOver.
    """

    def note() -> None:
        mine = _mine(call, counsellor)
        seat = seat_at_work(mine.thread, counsellor)
        if reached:
            _note_end(mine, Told.TALKED, seat, now=now)
        elif mine.is_last_try:
            _note_end(mine, Told.OVER, seat, now=now)
        else:
            _offer_other_windows(mine, Told.NOT_REACHED, seat, now=now)

    in_one_transaction(note)


def give_back(*, call: CallBack, counsellor: Counsellor, now: datetime) -> None:
    """Not now after all: the call is on the list again, for everybody. Raises TakeItFirst."""

    def back() -> None:
        mine = _mine(call, counsellor)
        _put_back(mine, seat_at_work(mine.thread, counsellor), now=now)

    in_one_transaction(back)


def turn_the_clock(*, now: datetime) -> int:
    """What nobody has done is done by the clock: a call that was taken and forgotten is on the list
    again; a promise that was not kept is said to be one, with other windows; and an offer that was
    not taken up ends, with the number. Returns how many calls changed. Run again, it finds nothing.
    """
    forgotten = Q(state=State.CALLING, taken_at__lte=now - FORGOTTEN)
    missed = Q(state=State.WAITING, until__lte=now - LATE)
    lapsed = Q(state=State.OFFERED, until__lte=now)
    turns: tuple[tuple[Q, Callable[[CallBack], None]], ...] = (
        (forgotten, lambda call: _put_back(call, house_at(call.thread), now=now)),
        (missed, lambda call: _say_we_did_not_call(call, now=now)),
        (lapsed, lambda call: end_call(call, Told.OVER, now=now)),
    )
    return sum(_turn_each(due, change) for due, change in turns)


def _turn_each(due: Q, change: Callable[[CallBack], None]) -> int:
    """Each in a transaction of its own, asked again under its thread's lock."""
    ids = list(CallBack.objects.filter(due).order_by("pk").values_list("pk", flat=True))
    changed = 0
    for pk in ids[:MOST_AT_ONCE]:
        changed += in_one_transaction(lambda pk=pk: _turn(due, pk, change))  # type: ignore[misc]
    return changed


def _turn(due: Q, pk: int, change: Callable[[CallBack], None]) -> int:
    rows = CallBack.objects.filter(due, pk=pk)
    for thread in rows.values_list("thread", flat=True):
        lock_thread(thread)
    for call in rows.select_related("thread__citizen__user", "centre"):
        change(call)
        return 1
    return 0


def _say_we_did_not_call(call: CallBack, *, now: datetime) -> None:
    _offer_other_windows(call, Told.NOT_CALLED, house_at(call.thread), now=now)


def _offer_other_windows(call: CallBack, told: Told, seat: Seat, *, now: datetime) -> None:
    seq = tell_thread(call, told, seat=seat, now=now)
    call.state, call.until = State.OFFERED, now + OFFERED_FOR
    call.during = call.slot = call.house_from = call.taken_by = call.taken_at = None
    # A promise the house broke costs nobody their second try.
    call.is_last_try = call.is_last_try or told == Told.NOT_REACHED
    call.save()
    _leave_line(call, now=now)
    write_to(call, seq=seq, now=now)
    ring_desks(call)


def _leave_line(call: CallBack, *, now: datetime) -> None:
    """A place kept by phone that nobody called is given up with the offer: nobody can stand before
    others in line for a call that does not come. The thread is locked already.
    """
    leave_line(
        thread=call.thread,
        seat=house_at(call.thread),
        why=Instead.NOT_CALLED,
        columns=WAITS_FOR_CALL,
        now=now,
        among=(WaitsAs.PHONE,),
    )


def _note_end(call: CallBack, told: Told, seat: Seat, *, now: datetime) -> None:
    tell_thread(call, told, seat=seat, now=now)
    empty(call)
    ring_desks(call)


def _put_back(call: CallBack, seat: Seat, *, now: datetime) -> None:
    tell_thread(call, Told.BACK, seat=seat, now=now)
    CallBack.objects.filter(pk=call.pk).update(
        state=State.WAITING, taken_by=None, taken_at=None, house_from=None
    )
    ring_desks(call)


def _mine(call: CallBack, counsellor: Counsellor) -> CallBack:
    lock_thread(call.thread_id)
    rows = CallBack.objects.filter(pk=call.pk)
    found = rows.select_related("thread__citizen__user", "centre").get()
    if found.state == State.CALLING and found.taken_by_id == counsellor.pk:
        return found
    raise CallIsOver if found.state not in OPEN else TakeItFirst


def _is_taken_by(call: CallBack, counsellor: Counsellor) -> bool:
    rows = CallBack.objects.filter(pk=call.pk, state=State.CALLING, taken_by=counsellor)
    return rows.exists()


def _refuse(call: CallBack) -> None:
    """Asked of the database under the thread's lock: who was quicker, or that it is over."""
    now_it_is = CallBack.objects.select_related("taken_by").get(pk=call.pk)
    if now_it_is.taken_by is not None:
        raise ColleagueCalls(now_it_is.taken_by.first_name)
    raise CallIsOver


def _sit_down(thread: Thread, counsellor: Counsellor, seat: Seat, *, now: datetime) -> None:
    """Whoever calls can read and write in the talk: as its counsellor, or beside the one it has."""
    if thread.counsellor_id is None and thread.ended_at is None:
        take_thread(thread=thread, counsellor=counsellor, now=now)
        return
    place, is_new = Participant.objects.get_or_create(thread=thread, counsellor=counsellor)
    if is_new or place.left_at is not None:
        Participant.objects.filter(pk=place.pk).update(left_at=None)
        change_rights(seat)


def _shown(call: CallBack, counsellor: Counsellor, *, now: datetime) -> Call:
    ends = call.ends_at
    return Call(
        call=call,
        is_mine=call.taken_by_id == counsellor.pk,
        is_late=ends is not None and ends <= now,
        is_next=call.keeps_a_place and not call.somebody_ahead,  # type: ignore[attr-defined]
    )
