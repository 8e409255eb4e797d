"""Saying something, mending it, taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from counsellors.chat.enums import EventKind, Side
from counsellors.chat.models import LONGEST_MESSAGE, Event, Thread
from counsellors.safety.domain import Blocked, blocks_of, longest_of
from counsellors.safety.models import Block
from jobcenter.limits.domain import Limit, spend
from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.shared.refusals import refusals_for
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.shared.typed import is_readable
from jobcenter.submissions.domain import claim_submission, keep_result

from .log import NewEvent, append
from .refusals import (
    HoldsCprNumber,
    MayHoldCprNumber,
    MessageIsGone,
    MessageTooLong,
    NothingWritten,
    TooLateToChange,
)
from .seats import Seat

FORM = "chat"
MENDED_WITHIN = timedelta(minutes=15)
# Of the citizen's side: a cookie in wrong hands cannot bury a counsellor. An edit counts as a
# message, because it rings as one. Taking back does not: each message can be taken back once, and
# nobody who has written too much of themselves is told to wait.
MESSAGES_PER_THREAD = Limit("chat.message", 120, timedelta(hours=1))


def post_message(
    *,
    seat: Seat,
    words: str,
    form_key: str,
    now: datetime,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """The number of the message. The same form again is the same message, whatever was lost on the
    way: `form_key` is from `mint_form_key(form=FORM)`, minted when the form was rendered.

    Raises NothingWritten, MessageTooLong, HoldsCprNumber, MayHoldCprNumber unless its writer has
    `accepted` the passages, ThreadIsOver, Blocked, TooManyAttempts, FormAlreadyUsed,
    FormKeyNotOurs.
    """
    refuse_what_cannot_be_sent(words, accepted=accepted)
    return in_one_transaction(lambda: _post(seat, words, form_key=form_key, now=now))


def edit_message(
    *,
    seat: Seat,
    seq: int,
    words: str,
    now: datetime,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Other words for one's own message, for a quarter of an hour. What it said before is gone: a
    number that should not have been written must not stay behind. Returns the edit's own number.

    Raises what `post_message` raises, and MessageIsGone, which is TooLateToChange where it still
    stands there.
    """
    refuse_what_cannot_be_sent(words, accepted=accepted)
    with transaction.atomic():
        refuse_blocked_writer(seat, now=now)
        edit = NewEvent(kind=EventKind.EDIT, about=seq)
        number = _append_about(edit, seat=seat, now=now)
        own = _own_messages(seat).filter(seq=seq)
        if not own.filter(at__gt=now - MENDED_WITHIN).update(words=words, changed=EventKind.EDIT):
            raise TooLateToChange if own.exists() else MessageIsGone
        _spend(seat, now=now)
    return number


def can_be_edited(message: Event, *, now: datetime) -> bool:
    """Whether its writer may still change the words."""
    return not message.is_tombstone and message.at > now - MENDED_WITHIN


def redact_message(*, seat: Seat, seq: int, now: datetime) -> int:
    """Take one's own message back, at any time. Its number stays as a tombstone.

    Returns the redaction's own number. Raises MessageIsGone, also when it was taken back before.
    """
    with transaction.atomic():
        redaction = NewEvent(kind=EventKind.REDACTION, about=seq, may_follow_the_end=True)
        number = _append_about(redaction, seat=seat, now=now)
        if not _own_messages(seat).filter(seq=seq).update(words="", changed=EventKind.REDACTION):
            raise MessageIsGone
    return number


def refuse_what_cannot_be_sent(words: str, *, accepted: frozenset[str]) -> None:
    """Nothing, too much, or a CPR number."""
    if not is_readable(words):
        raise NothingWritten
    if len(words) > LONGEST_MESSAGE:
        raise MessageTooLong
    numbers = list(cpr_numbers_in(words))
    if certain := [number.passage for number in numbers if number.is_certain]:
        raise HoldsCprNumber(certain)
    found = [number.passage for number in numbers]
    if not accepted.issuperset(found):
        raise MayHoldCprNumber(found)


def refuse_blocked_writer(seat: Seat, *, now: datetime) -> None:
    """Raises Blocked for a citizen who is kept from writing, in talks that go on, too."""
    if block := block_of_writer(seat, now=now):
        raise Blocked(block)


def block_of_writer(seat: Seat, *, now: datetime) -> Block | None:
    """What keeps them from writing, by browser, account or address; of several the longest."""
    if seat.side != Side.CITIZEN or seat.is_stopped is False:
        return None
    theirs = Thread.objects.filter(pk=seat.thread_id)
    return longest_of(
        blocks_of(
            token_hash=theirs.values("token_hash")[:1],
            user_id=theirs.values("citizen__user")[:1],
            address_hash=seat.address_hash,
            now=now,
        )
    )


def _post(seat: Seat, words: str, *, form_key: str, now: datetime) -> int:
    body = {
        "thread": seat.public_id,
        "side": seat.side.value,
        "counsellor": seat.counsellor_id,
        "words": words,
    }
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None:
        return int(earlier.result)
    refuse_blocked_writer(seat, now=now)
    seq = append(NewEvent(kind=EventKind.MESSAGE, words=words), seat=seat, now=now)
    keep_result(form=FORM, key=form_key, result=str(seq))
    _spend(seat, now=now)
    return seq


def _spend(seat: Seat, *, now: datetime) -> None:
    if seat.side == Side.CITIZEN:
        spend(MESSAGES_PER_THREAD, subject=seat.public_id, now=now)


def _append_about(event: NewEvent, *, seat: Seat, now: datetime) -> int:
    """Nobody can change what is still to be said: there the constraint speaks, as a refusal."""
    with refusals_for(an_edit_or_a_mark_is_about_an_earlier_event=MessageIsGone):
        return append(event, seat=seat, now=now)


def _own_messages(seat: Seat) -> QuerySet[Event]:
    return Event.objects.filter(
        thread=seat.thread_id,
        kind=EventKind.MESSAGE,
        side=seat.side,
        counsellor=seat.counsellor_id,
    ).exclude(changed=EventKind.REDACTION)
