"""A counsellor lets us read a calendar, and takes it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counsellors.availability.models import BusyCalendar
from counsellors.calendars.enums import Kind
from counsellors.calendars.models import CalendarSubscription
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.limits.domain import Limit, spend
from jobcenter.shared.fetching.addresses import read_address
from jobcenter.shared.fetching.sealing import Way, seal
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import claim_submission, keep_result

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "subscribe_calendar"
MOST_CALENDARS = 5


class CalendarNameTaken(Refusal):
    message = _("You already have a calendar of that name here.")
    next_step = _("Give it another name.")


class TooManyCalendars(Refusal):
    message = _("You already have five calendars here.")
    next_step = _("Remove one of them first.")


class ReadTooOften(Refusal):
    message = _("We have read your calendars many times within an hour.")
    next_step = _("We read them again by ourselves in a little while.")


READ_PER_COUNSELLOR = Limit("calendars_read_now", 30, timedelta(hours=1), ReadTooOften)


def subscribe_calendar(
    *,
    counsellor: Counsellor,
    name: str,
    kind: Kind,
    way: Way,
    page_language: str,
    form_key: str,
    actor: User,
    now: datetime,
) -> CalendarSubscription:
    """Let the house read this calendar from now on; the first time within a minute.

    Nothing is asked of the foreign server here. Raises AddressNotUsable, CalendarNameTaken,
    TooManyCalendars or ReadTooOften. `form_key` is from `mint_form_key(form=FORM)`.
    """
    address = read_address(way.url)
    new = CalendarSubscription(
        counsellor=counsellor,
        name=name,
        kind=kind,
        sealed=seal(Way(address.url, way.user, way.password)),
        host=address.host,
        page_language=page_language,
        due_at=now,
    )
    return _subscribe(new, form_key=form_key, actor=actor, now=now)


@transaction.atomic
def _subscribe(
    new: CalendarSubscription, *, form_key: str, actor: User, now: datetime
) -> CalendarSubscription:
    body = {"counsellor": new.counsellor.slug, "name": new.name, "host": new.host}
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None:
        return CalendarSubscription.objects.filter(public_id=earlier.result).first() or new
    hold(new.counsellor)
    names = BusyCalendar.objects.filter(counsellor=new.counsellor, name=new.name)
    others = CalendarSubscription.objects.filter(counsellor=new.counsellor)
    if names.exists() or others.filter(name=new.name).exists():
        raise CalendarNameTaken
    if others.count() >= MOST_CALENDARS:
        raise TooManyCalendars
    spend(READ_PER_COUNSELLOR, subject=new.counsellor.slug, now=now)
    new.save(force_insert=True)
    keep_result(form=FORM, key=form_key, result=new.public_id)
    _record("calendar.subscribed", new.counsellor, actor, kind=new.kind)
    return new


@transaction.atomic
def unsubscribe_calendar(*, subscription: CalendarSubscription, actor: User) -> None:
    """Stop reading it, and forget the busy times read from it. Doing it twice is doing it once."""
    hold(subscription.counsellor)
    removed, _by_model = CalendarSubscription.objects.filter(pk=subscription.pk).delete()
    if not removed:
        return
    BusyCalendar.objects.filter(counsellor=subscription.counsellor, name=subscription.name).delete()
    _record("calendar.unsubscribed", subscription.counsellor, actor, kind=subscription.kind)


@transaction.atomic
def read_soon(*, subscription: CalendarSubscription, now: datetime) -> None:
    """Put the calendar first in the queue. Raises ReadTooOften."""
    CalendarSubscription.objects.filter(pk=subscription.pk, due_at__gt=now).update(due_at=now)
    spend(READ_PER_COUNSELLOR, subject=subscription.counsellor.slug, now=now)


def hold(counsellor: Counsellor) -> None:
    """Like booking does: what is written now and what is booked now follow one another."""
    Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)


def _record(action: str, counsellor: Counsellor, actor: User, *, kind: str) -> None:
    record_change(
        action,
        subject=f"counsellor:{counsellor.slug}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF,
        facts={"kind": kind},
    )
