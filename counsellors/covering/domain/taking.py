"""Who covers one conversation of an absent colleague: who has agreed to the day, or taken it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from counsellors.conversations.models import Conversation
from counsellors.covering.models import TakenOn
from counsellors.people.models import Counsellor
from counsellors.team.models import Cover
from jobcenter.accounts.models import User
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.retention import kept_for
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.ui.dates import in_copenhagen


class TakenMeanwhile(Refusal):
    message = _("A colleague has just taken it.")
    next_step = _("You see who on the list. You can still take it instead.")


@dataclass(frozen=True, slots=True)
class Covered:
    """A conversation and who covers it: the colleague who took it, and whoever agreed to the day.

    Nobody, as long as nobody has done either.
    """

    conversation: Conversation
    taken_by: Counsellor | None
    agreed: Counsellor | None

    @property
    def by(self) -> Counsellor | None:
        return self.taken_by or self.agreed

    def is_covered_by(self, counsellor: Counsellor) -> bool:
        return counsellor in (self.taken_by, self.agreed)


def with_who_covers(conversations: Sequence[Conversation]) -> list[Covered]:
    """In the same order, in two queries however many there are."""
    taken = {
        each.conversation_id: each.counsellor
        for each in TakenOn.objects.filter(conversation__in=conversations).select_related(
            "counsellor"
        )
    }
    covers = Cover.objects.filter(
        absent__in={each.counsellor_id for each in conversations}, said_yes_at__isnull=False
    ).select_related("covering")
    agreed = list(covers)
    return [Covered(each, taken.get(each.pk), _agreed(each, agreed)) for each in conversations]


def take_on(
    *, conversation: Conversation, by: Counsellor, actor: User, instead_of: str, now: datetime
) -> None:
    """`by` covers this conversation from now on. Twice is once.

    `instead_of` is the slug of whom the page named as having taken it, "" for nobody: whoever
    takes it from somebody else has seen that they do. Raises TakenMeanwhile.
    """

    def work() -> None:
        row = TakenOn.objects.select_for_update().filter(conversation=conversation).first()
        if row is None:
            TakenOn.objects.create(conversation=conversation, counsellor=by, taken_at=now)
        elif row.counsellor_id == by.pk:
            return
        elif row.counsellor.slug != instead_of:
            raise TakenMeanwhile
        else:
            row.counsellor, row.taken_at = by, now
            row.save(update_fields=["counsellor", "taken_at"])
        record_change(
            "conversation.taken_on",
            subject=f"conversation:{conversation.public_id}",
            actor=actor,
            actor_kind=Change.ActorKind.STAFF,
        )

    in_one_transaction(work, one_colleague_takes_on_a_conversation=TakenMeanwhile)


def forget_who_took_the_past(*, now: datetime) -> int:
    """A day after the conversation. Safe to repeat."""
    past = now - kept_for("openings")
    return TakenOn.objects.filter(conversation__during__endswith__lte=past).delete()[0]


def _agreed(conversation: Conversation, covers: Sequence[Cover]) -> Counsellor | None:
    day = in_copenhagen(conversation.starts_at).date()
    fitting = (
        each.covering
        for each in covers
        if each.absent_id == conversation.counsellor_id and each.first <= day <= each.last
    )
    return next(fitting, None)
