"""Beginning a talk, and making it one's own by an explicit yes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from citizens.people.domain import keep_earlier_name, meet_citizen
from citizens.people.models import Citizen
from counsellors.chat.enums import EventKind, Side, WaitsAs
from counsellors.chat.models import Participant, Thread
from counsellors.people.models import Counsellor
from counsellors.safety.domain import (
    address_hash_of,
    refuse_blocked,
    refuse_without_work,
    remember_address,
    take_blocks_along,
)
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import Limit, spend
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .line_bells import ring_line_of
from .log import NewEvent, append, change_rights
from .places import ring_desks, sit_down
from .refusals import AlreadyWaiting, NotYoursToClaim, ThreadIsOver
from .seats import Seat
from .writing import refuse_what_cannot_be_sent

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "chat_start"
THREADS_PER_ADDRESS = Limit("chat.started", 20, timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who is asked for whom, and when; see the columns of `Thread`. Nothing said: the house, at
    once, nobody else, and the place is held for as long as it takes. `counsellors.line` finds it.
    """

    first_asked: Counsellor | None = None
    team_from: datetime | None = None
    elsewhere: Centre | None = None
    elsewhere_from: datetime | None = None
    grace_until: datetime | None = None

    def columns(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the form says. `token_hash` is that of the secret the browser got with the *form*, not
    with the answer: a form sent twice because the first answer was lost must find its thread.
    It is not used for somebody logged in. `speaks` is the language they want to write in, where it
    is not that of the pages they read. `route` is from `counsellors.line.domain.route`.
    """

    centre: Centre
    words: str = ""
    nickname: str = ""
    language: str = "da"
    speaks: str = ""
    user: User | None = None
    token_hash: bytes | None = None
    accepted: frozenset[str] = frozenset()
    waits_as: WaitsAs = WaitsAs.LINE
    route: Route = Route()
    # What static/js/puzzle.js found, asked for while the house is flooded.
    work: str = ""


def start_thread(*, beginning: Beginning, form_key: str, address: str, now: datetime) -> Thread:
    """A thread in the line of its house; the same form again is the same thread.

    Raises AlreadyWaiting for a browser or an account that waits already, Blocked, WorkFirst, and
    the refusals of `post_message` for its first words, which may be empty.
    """
    if beginning.user is None and beginning.token_hash is None:
        raise ValueError("a thread without an account needs the secret of a browser")
    if beginning.words:
        refuse_what_cannot_be_sent(beginning.words, accepted=beginning.accepted)
    return in_one_transaction(
        lambda: _start(beginning, form_key=form_key, address=address, now=now),
        one_waiting_thread_per_browser=AlreadyWaiting,
    )


def take_thread(*, thread: Thread, counsellor: Counsellor, now: datetime) -> bool:
    """Be the one who answers. False when a colleague was quicker. Raises ThreadIsOver."""
    with transaction.atomic():
        seat = Seat(
            thread_id=thread.pk,
            public_id=thread.public_id,
            side=Side.COUNSELLOR,
            counsellor_id=counsellor.pk,
        )
        append(NewEvent(kind=EventKind.TAKEN), seat=seat, now=now)
        is_first = Thread.objects.filter(pk=thread.pk, counsellor=None).update(
            counsellor=counsellor
        )
        if not is_first:
            transaction.set_rollback(True)
            return False
        sit_down(thread_id=thread.pk, counsellor_id=counsellor.pk, now=now)
        change_rights(seat)
        ring_desks(thread.pk, counsellor.pk)
        ring_line_of(thread.centre_id)
    return True


def claim_thread(*, thread: Thread, user: User, token_hash: bytes, now: datetime) -> None:
    """The yes of somebody who logged in and holds the browser's secret: the thread is theirs now.

    Never done by itself, and never by a mail address that looks the same: the secret of the very
    browser is what counts. From here on the account opens the thread and the cookie does not.
    Raises NotYoursToClaim.
    """
    with transaction.atomic():
        seat = Seat(thread_id=thread.pk, public_id=thread.public_id, side=Side.CITIZEN)
        try:
            claimed = NewEvent(kind=EventKind.CLAIMED, may_follow_the_end=True)
            append(claimed, seat=seat, now=now)
        except ThreadIsOver as error:
            raise NotYoursToClaim from error
        # Asked of the database after `append` has locked the row, not of what the page loaded.
        citizen = meet_citizen(user=user)
        is_theirs = Thread.objects.filter(pk=thread.pk, token_hash=token_hash).update(
            citizen=citizen, token_hash=None
        )
        if not is_theirs:
            raise NotYoursToClaim
        take_blocks_along(token_hash=token_hash, user=user, now=now)
        # Whoever has looked at it until now stands in the read log with the thread's own name.
        keep_earlier_name(citizen=citizen, public_id=thread.public_id, now=now)
        change_rights(seat)


def _start(beginning: Beginning, *, form_key: str, address: str, now: datetime) -> Thread:
    body = {
        "centre": beginning.centre.pk,
        "words": beginning.words,
        "nickname": beginning.nickname,
        "user": beginning.user and beginning.user.pk,
        "browser": (beginning.token_hash or b"").hex(),
    }
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None:
        return Thread.objects.get(public_id=earlier.result)
    _refuse_who_may_not_begin(beginning, form_key=form_key, address=address, now=now)
    thread = Thread.objects.create(
        centre=beginning.centre,
        citizen=_citizen_who_waits_nowhere(beginning.user) if beginning.user else None,
        token_hash=None if beginning.user else beginning.token_hash,
        nickname=beginning.nickname,
        page_language=beginning.language,
        waits_as=beginning.waits_as,
        **beginning.route.columns(),
        started_at=now,
        last_event_at=now,
    )
    Participant.objects.create(thread=thread, joined_at=now)
    _say_first_words(thread, beginning, now=now)
    keep_result(form=FORM, key=form_key, result=thread.public_id)
    remember_address(
        thread=thread.public_id, address=address, has_account=beginning.user is not None, now=now
    )
    ring_desks(thread.pk, thread.first_asked_id)
    spend(THREADS_PER_ADDRESS, subject=address, now=now)
    return thread


def _refuse_who_may_not_begin(
    beginning: Beginning, *, form_key: str, address: str, now: datetime
) -> None:
    # A connection may be a library's: a letter stays open there, and is read when there is time.
    is_letter = beginning.waits_as == WaitsAs.LETTER
    refuse_blocked(
        token_hash=beginning.token_hash,
        user_id=beginning.user and beginning.user.pk,
        address_hash=None if is_letter else address_hash_of(address),
        now=now,
    )
    # A call needs a number and a letter a mail address, and each of them has a limit of its own.
    # Who goes on to the line from there is asked then: see `rejoin` in counsellors.line.
    in_line = beginning.waits_as not in {WaitsAs.CALL, WaitsAs.LETTER}
    if beginning.user is None and in_line:
        refuse_without_work(form=FORM, key=form_key, answer=beginning.work, now=now)


def _citizen_who_waits_nowhere(user: User) -> Citizen:
    """A talk may be claimed while another one waits, so no constraint can say this of accounts: the
    row of the citizen is locked, and two tabs ask one after the other.
    """
    citizen = meet_citizen(user=user)
    if Thread.objects.waiting().filter(citizen=citizen).exists():
        raise AlreadyWaiting
    return citizen


def _say_first_words(thread: Thread, beginning: Beginning, *, now: datetime) -> None:
    seat = Seat(thread_id=thread.pk, public_id=thread.public_id, side=Side.CITIZEN)
    is_other = beginning.speaks not in {"", beginning.language}
    facts = {"speaks": beginning.speaks} if is_other else {}
    append(NewEvent(kind=EventKind.QUEUE_JOINED, facts=facts), seat=seat, now=now)
    if beginning.words:
        append(NewEvent(kind=EventKind.MESSAGE, words=beginning.words), seat=seat, now=now)
