"""A counsellor needs colleagues now: one press, nothing of it in the talk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counsellors.duty.domain import here_now
from counsellors.people.models import Counsellor
from counsellors.safety.enums import Reached
from counsellors.safety.models import HelpCall
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Centre
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.bells import ring_desk
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.refusals import Refusal

from .leads import mails_of_leads

KEPT = timedelta(days=1)
# Pressed once more on the same talk within this, it is the same press.
ONE_PRESS = timedelta(minutes=5)
# A mail that arrives later than this calls nobody to anything.
OF_USE = timedelta(hours=1)
HELP = "help:"


class SomebodyComesAlready(Refusal):
    message = _("A colleague has said that they come.")
    next_step = _("Stay reachable. You see on the page who it is.")


def ask_for_help(*, thread: str, centre: Centre, counsellor: Counsellor, now: datetime) -> HelpCall:
    """Ring whoever is on duty at the house, by bell and mail; with nobody there, write to everybody
    who works there and to whoever leads it. The call says whom it has reached.

    Pressed twice on one talk it is one call. Pressed on another talk, or again after a while, it is
    told again to everybody, also when somebody came the first time: one call stands for each
    counsellor, always the latest.
    """
    with transaction.atomic():
        # Whoever presses twice at once stands in line here.
        Counsellor.objects.select_for_update(no_key=True).get(pk=counsellor.pk)
        standing = HelpCall.objects.filter(counsellor=counsellor).first()
        if standing and standing.thread == thread and now - standing.at < ONE_PRESS:
            return standing
        # The same row and address: "I come" on a page that was open before is still heard.
        call, _is_new = HelpCall.objects.update_or_create(
            counsellor=counsellor,
            defaults={"centre": centre, "thread": thread, "at": now, "coming": None},
        )
        call.reached = _call(call, now=now)
        call.save(update_fields=["reached"])
        record_change("help.asked_for", subject=f"help:{call.public_id}", actor=counsellor.user)
        _ring(call)
    return call


def come_to_help(*, call: HelpCall, counsellor: Counsellor) -> None:
    """Said again by the same colleague, it is said. Raises SomebodyComesAlready."""
    with transaction.atomic():
        free = HelpCall.objects.filter(pk=call.pk, coming=None).exclude(counsellor=counsellor)
        if free.update(coming=counsellor):
            _ring(call)
            return
    if not HelpCall.objects.filter(pk=call.pk, coming=counsellor).exists():
        raise SomebodyComesAlready


def end_help(*, call: HelpCall) -> None:
    """It is over. Nothing is kept of it but that it was."""
    with transaction.atomic():
        gone, _rows = HelpCall.objects.filter(pk=call.pk).delete()
        if gone:
            _ring(call)


def forget_calls(*, now: datetime) -> int:
    return HelpCall.objects.filter(at__lt=now - KEPT).delete()[0]


def _call(call: HelpCall, *, now: datetime) -> Reached:
    """Write to whoever can come, and say who that is."""
    here = [one for one in here_now(centre=call.centre, now=now) if one.pk != call.counsellor_id]
    if here:
        _write(call, _addresses_of(here), now=now)
        return Reached.HERE
    working = Counsellor.objects.active().filter(centres=call.centre).exclude(pk=call.counsellor_id)
    away = _addresses_of(working.select_related("user"))
    caller = call.counsellor.user
    leads = mails_of_leads(call.centre) - {caller.email if caller else ""}
    house = {call.centre.email} - {""} if not away | leads else set()
    _write(call, away | leads | house, now=now)
    if away - leads:
        return Reached.AWAY
    if leads:
        return Reached.LEAD
    return Reached.HOUSE if house else Reached.NOBODY


def _addresses_of(colleagues: Iterable[Counsellor]) -> set[str]:
    users = [one.user for one in colleagues]
    return {user.email for user in users if user and user.is_active and user.email}


def _write(call: HelpCall, addresses: set[str], *, now: datetime) -> None:
    for address in sorted(addresses):
        queue_notice(
            "colleague_needs_help",
            channel=Notice.Channel.MAIL,
            recipient=address,
            language=LANGUAGE_OF_THE_HOUSE,
            payload={
                "colleague": call.counsellor.name,
                "house": call.centre.name,
                "link": settings.SITE_URL + reverse("safety:help"),
            },
            effect_key=f"help:{call.public_id}:{call.at.timestamp():.6f}:{address}",
            subject=f"help:{call.public_id}",
            due_at=now,
            useful_until=now + OF_USE,
        )


def help_desk_of(centre_id: int) -> str:
    """What is rung for calls for help at a house, and for nothing else: whoever leads it without
    being a counsellor hears this one, and of its talks nothing. See `ring_desk`.
    """
    return f"{HELP}{centre_id}"


def is_help_desk(desk: str) -> bool:
    return desk.startswith(HELP)


def _ring(call: HelpCall) -> None:
    house, own = f"centre:{call.centre_id}", f"counsellor:{call.counsellor_id}"
    for desk in (house, own, help_desk_of(call.centre_id)):
        transaction.on_commit(partial(ring_desk, desk=desk), robust=True)
