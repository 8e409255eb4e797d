"""Where somebody stands, how long it may take, and what keeps their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from counsellors.chat.enums import WaitsAs
from counsellors.chat.models import Thread
from counsellors.duty.domain import here_now
from counsellors.duty.models import Duty
from counsellors.line.models import Wait
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre

from .estimates import Range
from .routes import GRACE, is_open
from .waits import MINUTE, Kept, begin_wait, expected_wait, moved_up_at, promises_kept

# A sign of the browser is written down at most this often.
SIGN_AFTER = timedelta(minutes=1)
# Minutes. Whoever may wait longer than this, or has, is shown the other ways at once.
LONG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`number` 1 is next, `of` are in line. `wait` None: we do not know yet.

    `waited_minutes` since they joined. `promised` is what was said then; `promise` tells for how
    many such promises held, None where too few were given. `is_somebody_here` at the houses asked.
    """

    number: int
    of: int
    wait: Range | None
    waited_minutes: float
    promised: int | None
    promise: Kept | None
    held_until: datetime | None
    is_somebody_here: bool

    @property
    def is_long(self) -> bool:
        """More than five minutes to come, or gone by, or nobody knows: time to offer a call."""
        if self.wait is None or self.waited_minutes > LONG:
            return True
        return self.wait.high_minutes > LONG


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """The line of a house, for somebody who is about to join it."""

    is_open: bool
    waiting: int
    wait: Range | None
    kept: Kept | None
    here: list[Counsellor]


def place_of(*, thread: Thread, now: datetime) -> Place | None:
    """The place of a thread in the line of its house; None when it is in none. Six queries."""
    number, of = _standing(thread)
    if not number:
        return None
    wait = Wait.objects.going_on().filter(thread=thread).first()
    is_here = _is_somebody_here(thread, now)
    expected = _remaining(thread, wait, number, now=now) if is_here else None
    promised = wait.promised_minutes if wait else None
    return Place(
        number=number,
        of=of,
        wait=expected,
        waited_minutes=(now - (wait.joined_at if wait else thread.started_at)) / MINUTE,
        promised=promised,
        promise=_kept(thread.centre, promised, now=now),
        held_until=thread.grace_until,
        is_somebody_here=is_here,
    )


def say_place(*, thread: Thread, now: datetime) -> Place | None:
    """The place as it is told to whoever waits. What is said first is noted as the promise, and
    asking is a sign of the browser: the place is held on.
    """
    still_here(thread=thread, now=now)
    place = place_of(thread=thread, now=now)
    if place is None or place.promised is not None:
        return place
    promised = place.wait.high_minutes if place.wait else None
    noted = begin_wait(
        thread=thread,
        place=place.number,
        promised=promised,
        joined_at=thread.started_at,
        now=now,
    )
    return place_of(thread=thread, now=now) if noted.promised_minutes else place


def begin_wait_again(*, thread: Thread, now: datetime) -> None:
    """Somebody stands in line once more, at a place they have from before: what may be expected
    from there, and from now on, is promised anew.
    """
    number, _of = _standing(thread)
    if not number:
        return
    is_here = _is_somebody_here(thread, now)
    wait = expected_wait(centre=thread.centre, place=number, now=now) if is_here else None
    begin_wait(
        thread=thread,
        place=number,
        promised=wait.high_minutes if wait else None,
        joined_at=now,
        now=now,
    )


def still_here(*, thread: Thread, now: datetime) -> bool:
    """A sign of the browser: the place is held for `GRACE` from now. False when it is held no more.

    Writes at most once a minute. A place that is held for as long as it takes stays so.
    """
    if thread.grace_until is None:
        return thread.waits_as != WaitsAs.LETTER
    held_until = now + GRACE
    if thread.grace_until > held_until - SIGN_AFTER:
        return thread.waits_as != WaitsAs.LETTER
    held = Thread.objects.in_line().filter(pk=thread.pk, grace_until__isnull=False)
    if not held.update(grace_until=held_until):
        return False
    thread.grace_until = held_until
    return True


def state_of_line(*, centre: Centre, now: datetime) -> LineState:
    """Expects the hours of the house to be prefetched. Five queries more."""
    waiting = Thread.objects.in_line().filter(centre=centre).count()
    here = here_now(centre=centre, now=now)
    wait = expected_wait(centre=centre, place=waiting + 1, now=now) if here else None
    return LineState(
        is_open=is_open(centre, now=now),
        waiting=waiting,
        wait=wait,
        kept=_kept(centre, wait.high_minutes if wait else None, now=now),
        here=here,
    )


def _standing(thread: Thread) -> tuple[int, int]:
    """(place, of how many); place 0 for a thread that is not in line. One query.

    Whoever joined first stands first; of two at the same instant the one written down first.
    """
    mine = Q(pk=thread.pk)
    ahead = Q(started_at__lt=thread.started_at) | Q(started_at=thread.started_at, pk__lt=thread.pk)
    found = Thread.objects.in_line().filter(centre=thread.centre_id)
    counted = found.aggregate(
        ahead=Count("pk", filter=ahead), mine=Count("pk", filter=mine), of=Count("pk")
    )
    return (counted["ahead"] + 1 if counted["mine"] else 0), counted["of"]


def _remaining(thread: Thread, wait: Wait | None, number: int, *, now: datetime) -> Range | None:
    """From the place one stands at now, given how long one has stood there."""
    since = moved_up_at(wait=wait) if wait else thread.started_at
    already = max((now - since) / MINUTE, 0.0)
    return expected_wait(centre=thread.centre, place=number, now=now, already=already)


def _is_somebody_here(thread: Thread, now: datetime) -> bool:
    asked = Q(centre=thread.centre_id)
    if thread.first_asked_id:
        asked |= Q(counsellor=thread.first_asked_id)
    if thread.elsewhere_id:
        asked |= Q(centre=thread.elsewhere_id)
    return Duty.objects.lasting(now).filter(asked).exists()


def _kept(centre: Centre, minutes: int | None, *, now: datetime) -> Kept | None:
    percent = promises_kept(centre=centre, now=now) if minutes else None
    return Kept(minutes, percent) if minutes and percent is not None else None
