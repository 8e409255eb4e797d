"""A counsellor offers to be somebody's own; the answer may be yes, no, or none at all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from citizens.people.domain import meet_citizen
from citizens.people.models import Citizen
from counsellors.people.models import Counsellor
from counsellors.responsibility.enums import Answer, Origin
from counsellors.responsibility.models import Offer
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.transactions import in_one_transaction

from .choosing import REFUSALS, Chosen, begin
from .locking import lock_citizen, lock_counsellors
from .reading import people_of
from .refusals import CounsellorMeetsNobodyNow, OfferIsOver
from .telling import who_writes, withdraw_letter_about_offer, withdraw_letters_about

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def offer_to_be_own_counsellor(
    *,
    counsellor: Counsellor,
    citizen: Citizen,
    name: str,
    email: str,
    phone: str,
    language: str,
    now: datetime,
) -> Offer:
    """Keep the offer and write to the person about it, once.

    `name`, `email`, `phone` and `language` are from the conversation the two had. Made again while
    the first one is kept it sends nothing and looks the same: a no is nobody's business, not even
    the counsellor's. Somebody whose own counsellor it is already gets no letter either.
    """
    return in_one_transaction(
        lambda: _offer(
            Offer(citizen=citizen, counsellor=counsellor, name=name, made_at=now),
            recipient=email or phone,
            channel=Notice.Channel.MAIL if email else Notice.Channel.SMS,
            language=language,
        )
    )


def accept_offer(*, offer: Offer, language: str, user: User, now: datetime) -> Chosen:
    """Say yes: the counsellor becomes the person's own. Twice is once.

    Raises CounsellorHasEnoughPeople when the ceiling was reached meanwhile (the offer goes on
    waiting), CounsellorMeetsNobodyNow, and OfferIsOver after a no.
    """
    return in_one_transaction(
        lambda: _accept(offer, language=language, user=user, now=now), **REFUSALS
    )


def decline_offer(*, offer: Offer, user: User) -> None:
    """Say no. Nobody is told. Idempotent; after a yes it changes nothing."""
    in_one_transaction(lambda: _decline(offer, user=user))


def _offer(wanted: Offer, *, recipient: str, channel: Notice.Channel, language: str) -> Offer:
    lock_citizen(wanted.citizen_id)
    known = Offer.objects.filter(counsellor=wanted.counsellor, citizen=wanted.citizen).first()
    if known is not None:
        return known
    wanted.save(force_insert=True)
    record_change(
        "offer.made",
        subject=f"offer:{wanted.public_id}",
        actor=wanted.counsellor.user,
        actor_kind=Change.ActorKind.STAFF,
    )
    if recipient and not people_of(wanted.counsellor).filter(citizen=wanted.citizen).exists():
        queue_notice(
            "own_counsellor_offered",
            channel=channel,
            recipient=recipient,
            language=language,
            payload={"name": wanted.name, **who_writes(wanted.counsellor)},
            effect_key=f"own_counsellor_offered:{wanted.public_id}",
            subject=f"offer:{wanted.public_id}",
            due_at=wanted.made_at,
        )
    return wanted


def _accept(offer: Offer, *, language: str, user: User, now: datetime) -> Chosen:
    counsellor = lock_counsellors([offer.counsellor_id])[offer.counsellor_id]
    citizen = meet_citizen(user=user)
    if not _answer(offer, Answer.YES):
        return _accepted_before(offer, citizen, counsellor)
    if not counsellor.is_active:
        raise CounsellorMeetsNobodyNow
    chosen = begin(
        citizen=citizen,
        counsellor=counsellor,
        name=offer.name,
        came_by=Origin.ACCEPTED,
        language=language,
        now=now,
        actor=user,
    )
    record_change("offer.accepted", subject=f"offer:{offer.public_id}", actor=user)
    withdraw_letter_about_offer(offer)
    withdraw_letters_about(chosen.void)
    return chosen


def _accepted_before(offer: Offer, citizen: Citizen, counsellor: Counsellor) -> Chosen:
    """The first yes did it. Whoever has left since then does not come back by an old form."""
    held = people_of(counsellor).filter(citizen=citizen).first()
    said_yes = Offer.objects.filter(pk=offer.pk, answer=Answer.YES).exists()
    if held is None or not said_yes:
        raise OfferIsOver
    return Chosen(held, was_already=True)


def _decline(offer: Offer, *, user: User) -> None:
    if _answer(offer, Answer.NO):
        record_change("offer.declined", subject=f"offer:{offer.public_id}", actor=user)
        withdraw_letter_about_offer(offer)


def _answer(offer: Offer, answer: Answer) -> bool:
    """The one conditional write: only one of two answers finds it waiting."""
    waiting = Offer.objects.filter(pk=offer.pk, answer=Answer.WAITING)
    return bool(waiting.update(answer=answer))
