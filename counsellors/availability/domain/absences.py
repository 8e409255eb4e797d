"""Time a counsellor takes off. No reason is asked; no conversation disappears silently."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from counsellors.availability.models import Absence
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.refusals import Refusal, refusals_for

from .tables import read_touched_conversations

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

LONGEST = timedelta(days=366)


class AlreadyAway(Refusal):
    message = _("You are already away for some of that time.")
    next_step = _("Choose a time that does not overlap, or remove the other one first.")


class NoTimeToBlock(Refusal):
    message = _("The end must come after the start, and not lie in the past.")
    next_step = _("Choose another start or end.")


class BlockedForTooLong(Refusal):
    message = _("You can block at most one year at a time.")
    next_step = _("Choose an earlier end.")


class Blocked(NamedTuple):
    """The absence, and the public ids of booked conversations in it, earliest first.

    They stay booked: whoever blocks the time must offer each person a choice.
    """

    absence: Absence
    touched: list[str]


@transaction.atomic
def block_time(
    *, counsellor: Counsellor, during: DateTimeTZRange, actor: User | None, now: datetime
) -> Blocked:
    """Put no time on offer in `during`, [from, until) with both ends set.

    Holds the counsellor's row like booking does: a conversation booked at the same moment is either
    among the touched ones or finds the time blocked. Raises `NoTimeToBlock`, `BlockedForTooLong`
    or `AlreadyAway`.
    """
    _hold(counsellor)
    absence = add_absence(counsellor=counsellor, during=during, now=now)
    touched = read_touched_conversations(counsellor.pk, start=during.lower, end=during.upper)
    _record("absence.added", counsellor, actor)
    return Blocked(absence, touched)


def add_absence(*, counsellor: Counsellor, during: DateTimeTZRange, now: datetime) -> Absence:
    """The row alone, for whoever holds the counsellor and writes the trail: see block_time."""
    if during.isempty or during.lower is None or during.upper is None:
        raise NoTimeToBlock
    if during.upper <= max(during.lower, now):
        raise NoTimeToBlock
    if during.upper - during.lower > LONGEST:
        raise BlockedForTooLong
    with refusals_for(absences_of_a_counsellor_do_not_overlap=AlreadyAway):
        return Absence.objects.create(counsellor=counsellor, during=during)


@transaction.atomic
def unblock_time(*, absence: Absence, actor: User | None) -> None:
    """Put the time on offer again. Doing it twice is doing it once.

    Without the counsellor's lock: nobody's booking can become wrong because more time is free.
    """
    removed, _by_model = Absence.objects.filter(pk=absence.pk).delete()
    if removed:
        _record("absence.removed", absence.counsellor, actor)


def _hold(counsellor: Counsellor) -> None:
    Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)


def _record(action: str, counsellor: Counsellor, actor: User | None) -> None:
    record_change(
        action,
        subject=f"counsellor:{counsellor.slug}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF if actor else Change.ActorKind.SYSTEM,
    )
