"""Asking for a call, choosing another window, and calling it off: all of it the citizen's.

Lock order: the form's submission, the thread (by its event), the call, the counters of the limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from counsellors.callbacks.enums import OPEN, State, Told
from counsellors.callbacks.models import CallBack
from counsellors.chat.access import seat_of_citizen
from counsellors.chat.domain.starting import FORM as START_FORM
from counsellors.chat.domain.starting import Beginning, start_thread
from counsellors.chat.enums import WaitsAs
from counsellors.chat.models import Thread
from counsellors.line.domain.leaving import Instead, leave_line
from counsellors.line.domain.routes import GRACE
from counsellors.responsibility.models import Responsibility
from counsellors.safety.domain import address_hash_of, refuse_blocked
from jobcenter.limits.domain import Limit, address_group, spend_together
from jobcenter.shared.periods import period
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result, mint_form_key

from .refusals import (
    CallAlreadyAsked,
    NoCallToChange,
    NotInLine,
    PlaceInWindowTaken,
    SomebodyCallsNow,
    WindowIsFull,
)
from .telling import ring_desks, tell_thread
from .windows import Window, end_of_hours, window_of

FORM = "call_back"
# A third person's phone cannot be made to ring all day, from whichever browser.
CALLS_PER_NUMBER = Limit("call_back.number", 4, timedelta(days=1))
CALLS_PER_ADDRESS = Limit("call_back.address", 10, timedelta(hours=1))
CHANGES_PER_THREAD = Limit("call_back.thread", 12, timedelta(hours=1))
REFUSALS: dict[str, type[Refusal]] = {
    "one_open_call_per_thread": CallAlreadyAsked,
    "one_call_per_place_of_a_window": PlaceInWindowTaken,
}


def open_call_of(thread: Thread) -> CallBack | None:
    calls = CallBack.objects.open().filter(thread=thread)
    return calls.select_related("centre", "counsellor", "taken_by").first()


def is_in_line(thread: Thread) -> bool:
    """Whether the talk keeps a place that a chosen time gives up."""
    return Thread.objects.in_line().filter(pk=thread.pk).exists()


def begin_with_call(
    *, beginning: Beginning, phone: str, window: str, form_key: str, address: str, now: datetime
) -> CallBack:
    """A thread that begins with a call: `beginning.waits_as` is CALL. The same form again is the
    same call.

    Raises what `ask_for_call` does, AlreadyWaiting, and the refusals of `start_thread`.
    """

    def begin() -> CallBack:
        browser = (beginning.token_hash or b"").hex()
        body = _body(f"{beginning.centre.pk} {browser}", phone=phone, window=window)
        earlier = claim_submission(form=FORM, key=form_key, body=body)
        if earlier is not None:
            return CallBack.objects.get(public_id=earlier.result)
        # This form's own key has been claimed: whatever follows happens once.
        key = mint_form_key(form=START_FORM)
        thread = start_thread(
            beginning=beginning, form_key=key, address=address_group(address), now=now
        )
        return _ask(thread, phone=phone, window=window, key=form_key, address=address, now=now)

    return in_one_transaction(begin, **REFUSALS)


def ask_for_call(
    *, thread: Thread, phone: str, window: str, form_key: str, now: datetime, address: str = ""
) -> CallBack:
    """The house calls `phone` (E.164) in the window of this value; the same form again is the same
    call. Whoever waits in line leaves it: a call has been promised instead.

    Raises WindowIsFull, CallAlreadyAsked, ThreadIsOver, TooManyAttempts, FormAlreadyUsed.
    """

    def ask() -> CallBack:
        body = _body(thread.public_id, phone=phone, window=window)
        earlier = claim_submission(form=FORM, key=form_key, body=body)
        if earlier is not None:
            return CallBack.objects.get(public_id=earlier.result)
        _refuse_blocked(thread, address=address, now=now)
        return _ask(thread, phone=phone, window=window, key=form_key, address=address, now=now)

    return in_one_transaction(ask, **REFUSALS)


def keep_place_by_phone(
    *, thread: Thread, phone: str, form_key: str, now: datetime, address: str = ""
) -> CallBack:
    """The place in line stays what it is, and when it comes somebody calls instead of writing.

    No sign of the browser is needed any more. Raises NotInLine, and what `ask_for_call` raises.
    """

    def keep() -> CallBack:
        body = _body(thread.public_id, phone=phone, window="")
        earlier = claim_submission(form=FORM, key=form_key, body=body)
        if earlier is not None:
            return CallBack.objects.get(public_id=earlier.result)
        _refuse_blocked(thread, address=address, now=now)
        call = _new(thread, phone=phone, until=end_of_hours(thread.centre, now=now), now=now)
        tell_thread(call, Told.PLACE, seat=seat_of_citizen(thread), now=now)
        in_line = Thread.objects.in_line().filter(pk=thread.pk)
        if not in_line.update(waits_as=WaitsAs.PHONE, grace_until=None):
            raise NotInLine
        return _keep(call, key=form_key, address=address, now=now)

    return in_one_transaction(keep, **REFUSALS)


def choose_window(*, thread: Thread, window: str, now: datetime) -> CallBack:
    """Another window for the call that is to come, or one of those on offer after a call that did
    not become one. The old promise stands until the new one is made. The same window again changes
    nothing.

    Raises WindowIsFull, NoCallToChange, SomebodyCallsNow, TooManyAttempts.
    """

    def choose() -> CallBack:
        call = _locked(thread)
        if call.during and call.state == State.WAITING and _value(call) == window:
            return call
        _promise(call, _must_be_free(thread, window, now), now=now)
        call.state, call.chosen_at = State.WAITING, now
        call.save()
        tell_thread(call, Told.CHANGED, seat=seat_of_citizen(thread), now=now)
        _wait_for_call(thread, now=now)
        ring_desks(call)
        spend_together({CHANGES_PER_THREAD: thread.public_id}, now=now)
        return call

    return in_one_transaction(choose, **REFUSALS)


def cancel_call(*, thread: Thread, now: datetime) -> bool:
    """Nobody calls; the number is gone when this returns. False when there was no call to come.

    A place kept by phone is a place in line again; what was written still waits for its answer.
    Raises SomebodyCallsNow.
    """

    def cancel() -> bool:
        call = _locked(thread)
        end_call(call, Told.CANCELLED, now=now)
        return True

    try:
        return in_one_transaction(cancel)
    except NoCallToChange:
        return False


def end_call(call: CallBack, told: Told, *, now: datetime) -> None:
    """By the citizen, or by the clock: the row tells nothing any more, and the thread tells what
    happened. The thread must be locked.
    """
    kept_a_place = call.keeps_a_place
    tell_thread(call, told, seat=seat_of_citizen(call.thread), now=now)
    empty(call)
    back = {"waits_as": WaitsAs.LINE, "grace_until": now + GRACE}
    back = back if kept_a_place else {"waits_as": WaitsAs.LETTER, "grace_until": None}
    by_phone = (WaitsAs.PHONE, WaitsAs.CALL)
    Thread.objects.waiting().filter(pk=call.thread_id, waits_as__in=by_phone).update(**back)
    ring_desks(call)


def lock_thread(pk: int) -> None:
    """Whatever happens to a call happens under its thread's lock: see also `chat/domain/log.py`."""
    list(Thread.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))


def empty(call: CallBack) -> None:
    CallBack.objects.filter(pk=call.pk).update(
        state=State.OVER, phone="", during=None, slot=None, counsellor=None, house_from=None,
        is_last_try=False, taken_by=None, taken_at=None,
    )  # fmt: skip


WAITS_FOR_CALL: Mapping[str, object] = {
    "waits_as": WaitsAs.CALL, "grace_until": None, "elsewhere": None, "elsewhere_from": None,
}  # fmt: skip


def _refuse_blocked(thread: Thread, *, address: str, now: datetime) -> None:
    """Who may not write for a while is not called either; they are told why, and can object."""
    refuse_blocked(
        token_hash=thread.token_hash,
        user_id=thread.citizen.user_id if thread.citizen else None,
        address_hash=address_hash_of(address_group(address)) if address else None,
        now=now,
    )


def _ask(
    thread: Thread, *, phone: str, window: str, key: str, address: str, now: datetime
) -> CallBack:
    call = _new(thread, phone=phone, until=now, now=now)
    _promise(call, _must_be_free(thread, window, now), now=now)
    tell_thread(call, Told.ASKED, seat=seat_of_citizen(thread), now=now)
    _wait_for_call(thread, now=now)
    return _keep(call, key=key, address=address, now=now)


def _wait_for_call(thread: Thread, *, now: datetime) -> None:
    """Whoever stood in line gives the place up; whoever has an answer already goes on with it."""
    seat = seat_of_citizen(thread)
    if not leave_line(thread=thread, seat=seat, why=Instead.CALL, columns=WAITS_FOR_CALL, now=now):
        Thread.objects.waiting().filter(pk=thread.pk).update(**WAITS_FOR_CALL)


def _new(thread: Thread, *, phone: str, until: datetime, now: datetime) -> CallBack:
    asked_first = _asked_first(thread)
    return CallBack(
        thread=thread,
        centre_id=thread.centre_id,
        counsellor_id=asked_first,
        phone=phone,
        chosen_at=now,
        until=until,
    )


def _keep(call: CallBack, *, key: str, address: str, now: datetime) -> CallBack:
    call.save()
    keep_result(form=FORM, key=key, result=call.public_id)
    ring_desks(call)
    limits = {CALLS_PER_NUMBER: call.phone, CHANGES_PER_THREAD: call.thread.public_id}
    if address:
        limits[CALLS_PER_ADDRESS] = address_group(address)
    spend_together(limits, now=now)
    return call


def _promise(call: CallBack, window: Window, *, now: datetime) -> None:
    """The own counsellor has the first half of the window alone, if they take calls in it."""
    call.during = period(window.start, window.end)
    call.slot, call.until = window.slot, window.end
    own = _asked_first(call.thread)
    call.counsellor_id = own if own in window.counsellors else None
    begins = max(window.start, now)
    half = begins + (window.end - begins) / 2
    call.house_from = half if call.counsellor_id else None


def _must_be_free(thread: Thread, value: str, now: datetime) -> Window:
    window = window_of(centre=thread.centre, value=value, now=now)
    if window is None or window.left < 1:
        raise WindowIsFull
    return window


def _asked_first(thread: Thread) -> int | None:
    """Whoever the talk is with, else the own counsellor."""
    if thread.counsellor_id or thread.first_asked_id:
        return thread.counsellor_id or thread.first_asked_id
    if thread.citizen_id is None:
        return None
    own = Responsibility.objects.current().filter(citizen=thread.citizen_id)
    return own.values_list("counsellor", flat=True).first()


def _locked(thread: Thread) -> CallBack:
    """The call to come. Raises NoCallToChange and SomebodyCallsNow."""
    lock_thread(thread.pk)
    calls = CallBack.objects.filter(thread=thread, state__in=OPEN)
    call = calls.select_related("thread__centre", "centre").first()
    if call is None:
        raise NoCallToChange
    if call.state == State.CALLING:
        raise SomebodyCallsNow
    return call


def _value(call: CallBack) -> str:
    during = call.during
    return f"{during.lower:%Y-%m-%dT%H:%MZ}" if during else ""


def _body(about: str, *, phone: str, window: str) -> dict[str, object]:
    return {"about": about, "phone": phone, "window": window}
