"""A partner does what somebody wishes for: "we do it".

It is an activity of the partner like any other, and the house says yes to it or trusts the partner.
Its first seats are kept for those who wished from the beginning, so nobody else comes in between;
when it is public, that answers the wish.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.activities.models import Activity
from events.organising.domain import Written, make_activity
from events.signups.domain import reserve_first_seats
from events.signups.models import FirstSeats
from events.wishes.enums import FINAL, Answer, IdeaKind
from events.wishes.models import Idea, IdeaOffer
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Partner
from jobcenter.shared.transactions import in_one_transaction

from .answering import answer_idea
from .refusals import AnsweredAlready, NoSupportHere

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def take_on_wish(
    *, idea: Idea, partner: Partner, written: Written, form_key: str, actor: User, now: datetime
) -> Activity:
    """The draft of the partner that shall become of it. The same form again gives the same one.

    Raises NoSupportHere when the wish has its answer or was taken down, and what make_activity
    raises.
    """

    def work() -> Activity:
        one = Idea.objects.select_for_update(of=("self",), no_key=True).get(pk=idea.pk)
        if one.kind != IdeaKind.WISH or one.answer in FINAL or not one.can_be_read_by_all:
            raise NoSupportHere
        made = make_activity(
            written=written, actor=actor, form_key=form_key, now=now, partner=partner
        )
        _offer, is_new = IdeaOffer.objects.get_or_create(
            activity=made, defaults={"idea": one, "made_at": now}
        )
        if is_new:
            reserve_first_seats(activity=made)
            record_change("idea.offered", subject=f"idea:{one.public_id}", actor=actor)
        return made

    return in_one_transaction(work)


def settle_offers(*, now: datetime) -> None:
    """What is public answers its wish; what came to nothing keeps nobody waiting. Each in a
    transaction of its own; safe to repeat."""
    public = IdeaOffer.objects.filter(
        activity__published_at__isnull=False, idea__taken_down_at=None
    )
    for offer in public.select_related("idea", "activity__submission__partner").order_by("pk"):
        with suppress(AnsweredAlready):
            _answer(offer, now=now)
    answered = Q(idea__answer__in=FINAL) | Q(idea__taken_down_at__isnull=False)
    IdeaOffer.objects.filter(answered).delete()
    _release_what_nobody_wishes_for()


def _answer(offer: IdeaOffer, *, now: datetime) -> None:
    with override("da"):
        words = _("%(partner)s does it.") % {"partner": offer.activity.submission.partner.name}  # type: ignore[attr-defined]
    answer_idea(
        idea=offer.idea, answer=Answer.TAKEN_ON, words=words, activity=offer.activity, actor=None,
        now=now,
    )  # fmt: skip


def _release_what_nobody_wishes_for() -> None:
    """Seats kept for a wish that is gone, or that became something else."""
    kept = FirstSeats.objects.filter(until=None)
    kept.filter(activity__ideas=None, activity__idea_offer=None).delete()
