"""Ill, or away at short notice: no time is offered any more, and everybody with one may choose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from counsellors.availability.domain.absences import AlreadyAway, NoTimeToBlock, add_absence
from counsellors.availability.models import Absence
from counsellors.conversations.domain.another_time import Told, mark_for_choices, tell_of_choices
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.periods import local_day, period
from jobcenter.shared.transactions import in_one_transaction

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def be_away(*, counsellor: Counsellor, last_day: date, actor: User | None, now: datetime) -> Told:
    """Offer no time until `last_day` has ended, and write to everybody with a conversation in it.

    Nobody gets a second one about the same conversation. Time off that
    was written down before stays as it is; what it leaves free in between is taken. Raises
    AlreadyAway when nothing is left free, NoTimeToBlock or BlockedForTooLong.
    """
    return in_one_transaction(lambda: _be_away(counsellor, last_day=last_day, actor=actor, now=now))


def _be_away(counsellor: Counsellor, *, last_day: date, actor: User | None, now: datetime) -> Told:
    Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)
    until = local_day(last_day).upper
    if until <= now:
        raise NoTimeToBlock
    during = period(now, until)
    free = list(_left_free(counsellor, during))
    if not free:
        raise AlreadyAway
    for stretch in free:
        add_absence(counsellor=counsellor, during=stretch, now=now)
    touched = Conversation.objects.upcoming(now).filter(
        counsellor=counsellor, during__overlap=during
    )
    told = mark_for_choices(touched, now=now)
    record_change(
        "absence.added",
        subject=f"counsellor:{counsellor.slug}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF if actor else Change.ActorKind.SYSTEM,
        facts={"offered": len(told)},
    )
    return tell_of_choices(told, now=now)


def _left_free(counsellor: Counsellor, during: DateTimeTZRange) -> Iterator[DateTimeTZRange]:
    """What of `during` no absence covers yet, in order."""
    at = during.lower
    known = Absence.objects.filter(counsellor=counsellor, during__overlap=during)
    for absence in known.order_by("during"):
        if at < absence.during.lower:
            yield period(at, absence.during.lower)
        at = max(at, absence.during.upper)
    if at < during.upper:
        yield period(at, during.upper)
