"""Ill, or away at short notice: no time is offered any more, and everybody with one may choose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils.translation import override

from counsellors.availability.domain.absences import AlreadyAway, NoTimeToBlock, add_absence
from counsellors.availability.models import Absence
from counsellors.conversations.domain.another_time import Told, mark_for_choices, tell_of_choices
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import local_day, period
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission
from jobcenter.ui.dates import day_in_words

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "report_away"


def be_away(*, counsellor: Counsellor, last_day: date, actor: User | None, now: datetime) -> Told:
    """Offer no time until `last_day` has ended, and write to everybody with a conversation in it.

    Nobody gets a second one about the same conversation. Time off that was written down before
    stays as it is; what it leaves free in between is taken, and whoever was kept in it is told.
    Raises AlreadyAway when nothing is left free and nobody is left to tell, NoTimeToBlock or
    BlockedForTooLong.
    """
    return in_one_transaction(lambda: _be_away(counsellor, last_day=last_day, actor=actor, now=now))


def report_away(
    *, counsellor: Counsellor, last_day: date, form_key: str, by: User, now: datetime
) -> Told | None:
    """A colleague or whoever leads the team says it for somebody who cannot; who is told by mail.

    `form_key` is from `mint_form_key(form=FORM)`; None for a form sent before. Raises what
    `be_away` does.
    """

    def work() -> Told | None:
        body = {"counsellor": counsellor.slug, "last_day": last_day}
        if claim_submission(form=FORM, key=form_key, body=body) is not None:
            return None
        told = _be_away(counsellor, last_day=last_day, actor=by, now=now)
        _tell_who_is_away(counsellor, last_day, by=by, now=now)
        return told

    return in_one_transaction(work)


def _be_away(counsellor: Counsellor, *, last_day: date, actor: User | None, now: datetime) -> Told:
    Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)
    until = local_day(last_day).upper
    if until <= now:
        raise NoTimeToBlock
    during = period(now, until)
    was_free = block_what_is_free(counsellor, during, now=now)
    told = mark_who_is_touched(counsellor, during, now=now)
    if not was_free and not told:
        raise AlreadyAway
    record_change(
        "absence.added",
        subject=f"counsellor:{counsellor.slug}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF if actor else Change.ActorKind.SYSTEM,
        facts={"offered": len(told)},
    )
    return tell_of_choices(told, now=now)


def block_what_is_free(counsellor: Counsellor, during: DateTimeTZRange, *, now: datetime) -> bool:
    """Time off around what is written down already. The counsellor must be locked."""
    free = list(_left_free(counsellor, during))
    for stretch in free:
        add_absence(counsellor=counsellor, during=stretch, now=now)
    return bool(free)


def mark_who_is_touched(
    counsellor: Counsellor, during: DateTimeTZRange, *, now: datetime
) -> list[Conversation]:
    """Whoever has a time then and was not asked before: to be told after the trail is written."""
    touched = Conversation.objects.upcoming(now).filter(
        counsellor=counsellor, during__overlap=during
    )
    return mark_for_choices(touched, now=now)


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


def _tell_who_is_away(counsellor: Counsellor, last_day: date, *, by: User, now: datetime) -> None:
    """To where the account is reached: it was done in their name, and they can undo it."""
    user = counsellor.user
    if user is None or not user.is_active or not user.email:
        return
    with override(settings.LANGUAGE_CODE):
        last_day_in_words = day_in_words(last_day)
    queue_notice(
        "reported_away",
        channel=Notice.Channel.MAIL,
        recipient=user.email,
        language=settings.LANGUAGE_CODE,
        payload={
            "name": counsellor.first_name,
            "colleague": _name_of(by),
            "last_day": last_day_in_words,
            "link": str(settings.SITE_URL) + reverse("hours:overview"),
        },
        effect_key=f"reported_away:{counsellor.slug[:50]}:{now.isoformat()}",
        due_at=now,
    )


def _name_of(user: User) -> str:
    """The name colleagues know them by; who leads a team need not be a counsellor."""
    known_as = Counsellor.objects.filter(user=user).first()
    return known_as.name if known_as else str(user)
