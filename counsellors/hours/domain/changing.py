"""Changing hours without changing anybody's conversation behind their back.

A conversation that no longer lies in the hours stays booked. The counsellor says for each what
happens: it is kept, or the citizen gets one message with other times to choose from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counsellors.conversations.domain.another_time import Told, mark_for_choices, tell_of_choices
from counsellors.conversations.models import Conversation
from counsellors.hours.enums import Answer
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change as Trail
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission

from .changes import REFUSALS, Change
from .fitting import standing_of

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "change_hours"


class SomebodyIsTouched(Refusal):
    """`touched` are the conversations the counsellor has not decided about, earliest first."""

    message = _("Somebody has booked a conversation in that time.")
    next_step = _("Say what happens to it. Nothing has been changed yet.")

    def __init__(self, touched: list[Conversation]) -> None:
        self.touched = touched
        super().__init__()


def change_hours(
    *,
    counsellor: Counsellor,
    change: Change,
    answers: Mapping[str, Answer],
    form_key: str,
    actor: User,
    now: datetime,
) -> Told:
    """Make the change, and write to those who are offered choices.

    `answers` are by public id of the conversation. Raises SomebodyIsTouched when one is missing,
    also for somebody who booked while the counsellor was reading; and the refusals of the change.
    Then nothing is written, and the same `form_key` may come again with more answers.
    """

    def work() -> Told:
        body = {"counsellor": counsellor.slug, "change": repr(change), "answers": dict(answers)}
        if claim_submission(form=FORM, key=form_key, body=body) is not None:
            return Told(0, 0)
        touched = _touched_by(counsellor, change, actor=actor, now=now)
        undecided = [one for one in touched if one.public_id not in answers]
        if undecided:
            raise SomebodyIsTouched(touched)
        offered = [one for one in touched if answers[one.public_id] == Answer.OFFER]
        told = mark_for_choices(offered, now=now)
        _record(counsellor, change, actor, offered=len(offered), kept=len(touched) - len(offered))
        return tell_of_choices(told, now=now)

    return in_one_transaction(work, **REFUSALS)


def _touched_by(
    counsellor: Counsellor, change: Change, *, actor: User, now: datetime
) -> list[Conversation]:
    """Make the change; what stood well before it and no longer does."""
    # Held like booking does: whoever books now is either among the touched or finds the new hours.
    Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)
    before = standing_of(counsellor, now=now)
    with transaction.atomic():
        change.write(counsellor, actor=actor, now=now)
    touched = standing_of(counsellor, now=now).newly_touched(before)
    return list(
        Conversation.objects.with_people_and_place()
        .filter(public_id__in=touched)
        .order_by("during")
    )


def _record(
    counsellor: Counsellor, change: Change, actor: User, *, offered: int, kept: int
) -> None:
    if change.action is None and not offered and not kept:
        return
    record_change(
        change.action or "hours.changed",
        subject=f"counsellor:{counsellor.slug}",
        actor=actor,
        actor_kind=Trail.ActorKind.STAFF,
        facts={"offered": offered, "kept": kept},
    )
