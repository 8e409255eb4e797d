""" "None of the times suit me": leaving a wish, and answering it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from citizens.people.domain import meet_citizen
from citizens.people.models import Citizen
from counsellors.conversations.models import Wish
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre, Topic
from jobcenter.limits.domain import address_group, spend
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .booking import refuse_a_web_address
from .fairness import MOST_WISHES_WAITING, WISHES_PER_ADDRESS, count_although_refused
from .refusals import EnoughWishesWaiting

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "wish"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishRequest:
    """What the wish form says; `counsellor`, `centre` and `topic` are slugs, one channel is enough.

    `modes` are values of Mode, `weekdays` ISO numbers, `parts_of_day` values of PartOfDay; empty
    means that all are fine.
    """

    centre: str
    name: str
    email: str = ""
    phone: str = ""
    topic: str = ""
    counsellor: str = ""
    modes: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    parts_of_day: tuple[str, ...] = ()
    words: str = ""
    page_language: str = "da"


@dataclass(frozen=True, slots=True)
class LeftWish:
    wish: Wish
    was_repeated: bool


def leave_wish(
    *,
    request: WishRequest,
    form_key: str,
    address: str,
    now: datetime,
    user: User | None = None,
) -> LeftWish:
    """Keep the wish for the people of the house, count it as unmet demand, and confirm it.

    `form_key` is from `mint_form_key(form=FORM)`. Raises EnoughWishesWaiting, which says the same
    whoever asks, and Centre.DoesNotExist for a house that is not public.
    """
    refuse_a_web_address(request.name)
    try:
        return in_one_transaction(
            lambda: _leave(request, form_key=form_key, address=address, now=now, user=user)
        )
    except EnoughWishesWaiting:
        count_although_refused(WISHES_PER_ADDRESS, subject=address_group(address), now=now)
        raise


def answer_wish(*, wish: Wish, by: User, now: datetime) -> bool:
    """Mark it answered; False when a colleague was first."""
    return in_one_transaction(lambda: _answer(wish, by=by, now=now))


def _leave(
    request: WishRequest, *, form_key: str, address: str, now: datetime, user: User | None
) -> LeftWish:
    earlier = claim_submission(form=FORM, key=form_key, body=asdict(request))
    if earlier is not None:
        return LeftWish(Wish.objects.get(public_id=earlier.result), was_repeated=True)
    citizen = meet_citizen(email=request.email, phone=request.phone, user=user)
    if Wish.objects.waiting().filter(citizen=citizen).count() >= MOST_WISHES_WAITING:
        raise EnoughWishesWaiting
    wish = _insert(request, citizen, now=now)
    spend(WISHES_PER_ADDRESS, subject=address_group(address), now=now)
    keep_result(form=FORM, key=form_key, result=wish.public_id)
    record_change("wish.left", subject=f"wish:{wish.public_id}", actor=user)
    _confirm(wish, now=now)
    return LeftWish(wish, was_repeated=False)


def _insert(request: WishRequest, citizen: Citizen, *, now: datetime) -> Wish:
    return Wish.objects.create(
        centre=Centre.objects.published().get(slug=request.centre),
        topic=Topic.objects.filter(slug=request.topic).first(),
        counsellor=Counsellor.objects.filter(slug=request.counsellor).first(),
        citizen=citizen,
        name=request.name,
        email=request.email,
        phone=request.phone,
        modes=sorted(request.modes),
        weekdays=sorted(request.weekdays),
        parts_of_day=sorted(request.parts_of_day),
        words=request.words,
        page_language=request.page_language,
        made_at=now,
    )


def _confirm(wish: Wish, *, now: datetime) -> None:
    # Not the words: anybody can type them together with somebody else's address.
    queue_notice(
        "wish_received",
        channel=Notice.Channel.MAIL if wish.email else Notice.Channel.SMS,
        recipient=wish.email or wish.phone,
        language=wish.page_language,
        payload={
            "name": wish.name,
            "centre": wish.centre.name,
            "centre_phone": wish.centre.phone,
            "centre_email": wish.centre.email,
        },
        effect_key=f"wish_received:{wish.public_id}",
        subject=f"wish:{wish.public_id}",
        due_at=now,
    )


def _answer(wish: Wish, *, by: User, now: datetime) -> bool:
    is_ours = bool(Wish.objects.waiting().filter(pk=wish.pk).update(answered_at=now))
    if is_ours:
        record_change(
            "wish.answered",
            subject=f"wish:{wish.public_id}",
            actor=by,
            actor_kind=Change.ActorKind.STAFF,
        )
    return is_ours
