"""Who answers in a thread: handed over, lent, joined by a colleague; and the way out of a seat.

Who is asked next when nobody holds a talk any more is for `counsellors.line` to say: a no to a
card, a loan that is over and a talk put back are there, and end here in `end_card`, `seat_again`
and `put_in_line`.

Everything here begins with `append`, which locks the thread's row. So of two who act at the same
moment the second finds what the first has made of it: a card ends once, whatever ends it. Lock
order: the form's submission, the thread, its participants, its handovers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from counsellors.chat.enums import Card, EventKind, WaitsAs
from counsellors.chat.models import Event, Thread, ThreadHandover
from counsellors.people.models import Counsellor
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .line_bells import ring_line_of
from .log import NewEvent, append, change_rights
from .places import ring_desks, sit_down, stand_up
from .refusals import (
    AlreadyHere,
    ColleagueIsAway,
    LendForAWhile,
    NotYourTalkAnyMore,
)
from .seats import Seat
from .starting import Route
from .writing import refuse_what_cannot_be_sent

FORM = "chat_handover"
CAME, LEFT = "came", "left"


def hand_over(
    *,
    seat: Seat,
    to: Counsellor,
    why: str,
    until: datetime | None,
    form_key: str,
    now: datetime,
    accepted: frozenset[str] = frozenset(),
) -> ThreadHandover:
    """`to` answers from now on, and the citizen sees a card that says who, why and until when.

    What was lent is handed on with its promise: it still goes back to whoever lent it, at the
    latest when they said. `form_key` is from `mint_form_key(form=FORM)`.

    Raises NotYourTalkAnyMore, ColleagueIsAway, AlreadyHere for oneself, LendForAWhile, ThreadIsOver
    and the refusals of `post_message` for the words of the card.
    """
    refuse_what_cannot_be_sent(why, accepted=accepted)
    if until is not None and until <= now:
        raise LendForAWhile
    if to.pk == seat.counsellor_id:
        raise AlreadyHere
    return in_one_transaction(
        lambda: _hand_over(seat, to, why, until, form_key=form_key, now=now),
        one_handover_stands_in_a_thread=NotYourTalkAnyMore,
    )


def welcome_handover(*, card: ThreadHandover, seat: Seat, now: datetime) -> bool:
    """The citizen says that it is fine. A no is possible all the same. False when it is no news."""
    with transaction.atomic():
        _tell(card, Card.FINE, seat=seat, now=now)
        waiting = ThreadHandover.objects.filter(pk=card.pk, state=Card.WAITING)
        return bool(waiting.update(state=Card.FINE)) or _undo()


def end_card(*, card: ThreadHandover, state: Card, seat: Seat, now: datetime) -> bool:
    """It is told in the thread what ended it. False when something had before: then nothing of this
    transaction happens, the number it took included. Raises ThreadIsOver.
    """
    _tell(card, state, seat=seat, now=now)
    return _end(card, state) or _undo()


def seat_again(*, holder: Seat, to: Counsellor, now: datetime) -> None:
    """From whoever holds the talk to somebody who had it before. The thread is locked already.

    Raises NotYourTalkAnyMore.
    """
    _move(holder, {"counsellor": to}, now=now)
    sit_down(thread_id=holder.thread_id, counsellor_id=to.pk, now=now)
    ring_desks(holder.thread_id, holder.counsellor_id, to.pk)


def put_in_line(*, holder: Seat, route: Route, waits_as: WaitsAs, now: datetime) -> None:
    """From whoever holds the talk to nobody, and a card that stands ends with it. `started_at` is
    not touched: it is the place. The thread is locked already; see counsellors/line/domain.

    Raises NotYourTalkAnyMore.
    """
    standing = ThreadHandover.objects.standing().filter(thread=holder.thread_id)
    standing.update(state=Card.PASSED_ON)
    _move(holder, {"counsellor": None, "waits_as": waits_as, **route.columns()}, now=now)
    ring_desks(holder.thread_id, holder.counsellor_id)
    ring_line_of(Thread.objects.values_list("centre_id", flat=True).get(pk=holder.thread_id))


def invite(*, seat: Seat, colleague: Counsellor, now: datetime) -> None:
    """A colleague reads and writes with us, and the citizen sees that they came.

    Raises AlreadyHere, ColleagueIsAway, NotYourTalkAnyMore, ThreadIsOver.
    """
    with transaction.atomic():
        guest = replace(seat, counsellor_id=colleague.pk)
        append(NewEvent(kind=EventKind.INVITED, facts={"state": CAME}), seat=guest, now=now)
        _must_be_with(seat)
        _must_meet_people(colleague)
        if not sit_down(thread_id=seat.thread_id, counsellor_id=colleague.pk, now=now):
            raise AlreadyHere
        change_rights(seat)
        ring_desks(seat.thread_id, colleague.pk)


def leave(*, seat: Seat, now: datetime) -> bool:
    """An invited colleague goes. False when they had gone; whose talk it is hands it over."""
    with transaction.atomic():
        append(NewEvent(kind=EventKind.INVITED, facts={"state": LEFT}), seat=seat, now=now)
        is_theirs = Thread.objects.filter(pk=seat.thread_id, counsellor=seat.counsellor_id)
        if is_theirs.exists() or not _stand_up(seat, now=now):
            return _undo()
        change_rights(seat)
        ring_desks(seat.thread_id, seat.counsellor_id)
    return True


def cards_among(events: Iterable[Event]) -> dict[str, ThreadHandover]:
    """The handovers these events are about, with both colleagues, by public id. One query or none.

    An event about one names it as `facts["card"]`, and in `facts["state"]` what became of it then.
    """
    wanted = {
        event.facts["card"]
        for event in events
        if event.kind == EventKind.HANDOVER and "card" in event.facts
    }
    if not wanted:
        return {}
    cards = ThreadHandover.objects.filter(public_id__in=wanted)
    return {card.public_id: card for card in cards.select_related("given_by", "given_to")}


def _hand_over(
    seat: Seat,
    to: Counsellor,
    why: str,
    until: datetime | None,
    *,
    form_key: str,
    now: datetime,
) -> ThreadHandover:
    body = {
        "thread": seat.public_id,
        "from": seat.counsellor_id,
        "to": to.pk,
        "why": why,
        "until": until and until.isoformat(),
    }
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None:
        return ThreadHandover.objects.get(public_id=earlier.result)
    card = ThreadHandover(
        thread_id=seat.thread_id,
        given_by_id=_who(seat),
        given_to=to,
        until=until,
        made_at=now,
    )
    _tell(card, Card.WAITING, seat=seat, now=now, words=why)
    _must_meet_people(to)
    _keep_the_promise(card)
    seat_again(holder=seat, to=to, now=now)
    card.save()
    keep_result(form=FORM, key=form_key, result=card.public_id)
    return card


def _keep_the_promise(card: ThreadHandover) -> None:
    """What stood until now ends here; what it promised about coming back goes on."""
    before = ThreadHandover.objects.standing().filter(thread=card.thread_id).first()
    if before is None:
        return
    _end(before, Card.PASSED_ON)
    went_its_own_way = before.given_to_id != card.given_by_id
    if before.until is None or went_its_own_way or before.given_by_id == card.given_to_id:
        return
    card.given_by_id = before.given_by_id
    card.until = min(card.until or before.until, before.until)


def _move(holder: Seat, columns: Mapping[str, Any], *, now: datetime) -> None:
    """Out of the hands of whoever holds it. Raises NotYourTalkAnyMore."""
    theirs = Thread.objects.open().filter(pk=holder.thread_id, counsellor=_who(holder))
    if not theirs.update(**columns):
        raise NotYourTalkAnyMore
    _stand_up(holder, now=now)
    change_rights(holder)


def _end(card: ThreadHandover, state: Card) -> bool:
    """The one conditional write: of all that could end a card, one finds it standing."""
    return bool(ThreadHandover.objects.standing().filter(pk=card.pk).update(state=state))


def _tell(card: ThreadHandover, state: Card, *, seat: Seat, now: datetime, words: str = "") -> None:
    facts = {"card": card.public_id, "state": state.value}
    append(NewEvent(kind=EventKind.HANDOVER, words=words, facts=facts), seat=seat, now=now)


def _must_be_with(seat: Seat) -> None:
    if not Thread.objects.filter(pk=seat.thread_id, counsellor=seat.counsellor_id).exists():
        raise NotYourTalkAnyMore


def _must_meet_people(colleague: Counsellor) -> None:
    if not Counsellor.objects.active().filter(pk=colleague.pk).exists():
        raise ColleagueIsAway


def _stand_up(seat: Seat, *, now: datetime) -> bool:
    if seat.counsellor_id is None:
        return False
    return stand_up(thread_id=seat.thread_id, counsellor_id=seat.counsellor_id, now=now)


def _who(seat: Seat) -> int:
    if seat.counsellor_id is None:
        raise NotYourTalkAnyMore
    return seat.counsellor_id


def _undo() -> bool:
    """Nothing of this transaction happens, the number it took included."""
    transaction.set_rollback(True)
    return False
