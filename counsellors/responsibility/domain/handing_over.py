"""A warm handover: the person reads the card first, and says yes or chooses somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from citizens.people.domain import meet_citizen
from counsellors.people.models import Counsellor
from counsellors.responsibility.enums import Answer, Origin
from counsellors.responsibility.models import Handover, Responsibility
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.sensitive import refuse_what_is_sensitive
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import FormAlreadyUsed, claim_submission, keep_result

from .choosing import REFUSALS as CHOOSING
from .choosing import Chosen, begin
from .locking import lock_citizen, lock_counsellors
from .reading import has_room
from .refusals import (
    ColleagueHasEnoughPeople,
    CounsellorMeetsNobodyNow,
    HandoverIsOver,
    HandoverToOneself,
    NotYourPersonAnyMore,
    OneHandoverWaits,
)
from .telling import tell_about_handover, withdraw_letters_about

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "handover"
REFUSALS: dict[str, type[Refusal]] = {
    **CHOOSING,
    "one_handover_at_a_time_waits_for_an_answer": OneHandoverWaits,
}


def propose_handover(
    *,
    responsibility: Responsibility,
    colleague: str,
    words: str,
    form_key: str,
    by: User,
    now: datetime,
    accepted: frozenset[str] = frozenset(),
) -> Handover:
    """Show the person the card and the colleague with this slug; nothing changes before a yes.

    `form_key` is from `mint_form_key(form=FORM)`. Raises NotYourPersonAnyMore, OneHandoverWaits,
    HandoverToOneself, CounsellorMeetsNobodyNow, and ColleagueHasEnoughPeople;
    HoldsCprNumber, and MayBeSensitive unless the writer has `accepted` the passages.
    """
    refuse_what_is_sensitive(words, accepted=accepted)
    return in_one_transaction(
        lambda: _propose(
            responsibility, colleague=colleague, words=words, form_key=form_key, by=by, now=now
        ),
        **REFUSALS,
    )


def withdraw_handover(*, handover: Handover, by: User) -> bool:
    """Take back what has no answer yet. False when the person was faster."""
    return in_one_transaction(lambda: _withdraw(handover, by=by))


def accept_handover(*, handover: Handover, user: User, now: datetime) -> Chosen:
    """Say yes: the colleague becomes the person's own counsellor and reads the card. Twice is once.

    Raises HandoverIsOver when the person has changed counsellor or said no meanwhile,
    CounsellorHasEnoughPeople when the colleague's last place is gone (the card goes on waiting).
    """
    return in_one_transaction(lambda: _accept(handover, user=user, now=now), **REFUSALS)


def decline_handover(*, handover: Handover, user: User) -> None:
    """Say no: everything stays as it is. Idempotent."""
    in_one_transaction(lambda: _decline(handover, user=user))


def _propose(
    responsibility: Responsibility,
    *,
    colleague: str,
    words: str,
    form_key: str,
    by: User,
    now: datetime,
) -> Handover:
    body = {"of": responsibility.public_id, "to": colleague, "words": words}
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None:
        return _proposed_before(earlier.result)
    to = Counsellor.objects.active().filter(slug=colleague).first()
    if to is None or to.last_day is not None:
        raise CounsellorMeetsNobodyNow
    lock_citizen(responsibility.citizen_id)
    current = Responsibility.objects.current().filter(pk=responsibility.pk).first()
    if current is None:
        raise NotYourPersonAnyMore
    if to.pk == current.counsellor_id:
        raise HandoverToOneself
    # Without the colleague's lock: the last place may go before the answer, and the yes looks anew.
    if not has_room(to):
        raise ColleagueHasEnoughPeople
    handover = Handover.objects.create(
        responsibility=current, successor=to, words=words, made_at=now
    )
    keep_result(form=FORM, key=form_key, result=handover.public_id)
    _record("handover.proposed", handover, by, Change.ActorKind.STAFF)
    tell_about_handover(handover, now=now)
    return handover


def _proposed_before(public_id: str) -> Handover:
    handover = Handover.objects.filter(public_id=public_id).first()
    if handover is None:
        raise FormAlreadyUsed
    return handover


def _withdraw(handover: Handover, *, by: User) -> bool:
    waiting = Handover.objects.filter(pk=handover.pk, answer=Answer.WAITING)
    is_ours = bool(waiting.delete()[0])
    if is_ours:
        _record("handover.withdrawn", handover, by, Change.ActorKind.STAFF)
        withdraw_letters_about([handover])
    return is_ours


def _accept(handover: Handover, *, user: User, now: datetime) -> Chosen:
    colleague = lock_counsellors([handover.successor_id])[handover.successor_id]
    citizen = meet_citizen(user=user)
    # Read under the citizen's lock: a change of counsellor and another yes both wait for it.
    card = Handover.objects.select_related("responsibility", "became").filter(pk=handover.pk)
    if not _answer(handover, Answer.YES):
        return _accepted_before(card.first())
    if not colleague.is_active:
        raise CounsellorMeetsNobodyNow
    read = card.get()
    if read.responsibility.during.upper is not None:
        raise HandoverIsOver
    chosen = begin(
        citizen=citizen,
        counsellor=colleague,
        name=read.responsibility.name,
        came_by=Origin.HANDED_OVER,
        language=read.responsibility.page_language,
        now=now,
        actor=user,
        card=read,
    )
    _record("handover.accepted", read, user)
    withdraw_letters_about([read, *chosen.void])
    return chosen


def _accepted_before(card: Handover | None) -> Chosen:
    """The first yes did it, unless the person has gone on to somebody else since."""
    became = getattr(card, "became", None)
    if became is None or became.during.upper is not None:
        raise HandoverIsOver
    return Chosen(became, was_already=True)


def _decline(handover: Handover, *, user: User) -> None:
    if _answer(handover, Answer.NO):
        _record("handover.declined", handover, user)
        withdraw_letters_about([handover])


def _answer(handover: Handover, answer: Answer) -> bool:
    """The one conditional write: only one of two answers finds it waiting."""
    waiting = Handover.objects.filter(pk=handover.pk, answer=Answer.WAITING)
    return bool(waiting.update(answer=answer))


def _record(
    action: str,
    handover: Handover,
    actor: User,
    kind: Change.ActorKind = Change.ActorKind.CITIZEN,
) -> None:
    record_change(action, subject=f"handover:{handover.public_id}", actor=actor, actor_kind=kind)
