"""What a thread, a desk and a letter are told of a call. Never the number."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from counsellors.callbacks.enums import Told
from counsellors.callbacks.models import CallBack
from counsellors.chat.domain.log import NewEvent, append
from counsellors.chat.domain.refusals import ThreadIsOver
from counsellors.chat.domain.seats import Seat
from counsellors.chat.enums import EventKind
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.bells import ring_desk

from .refusals import CallIsOver


def tell_thread(call: CallBack, told: Told, *, seat: Seat, now: datetime) -> int:
    """The event of this thread that says it; its row is locked from here on.

    A talk may have ended while the call is still to come; a new call needs one that goes on. Raises
    ThreadIsOver there, and CallIsOver where the talk was erased meanwhile.
    """
    is_new = told in {Told.ASKED, Told.PLACE}
    facts: dict[str, str | int | bool] = {"call": call.public_id, "state": told.value}
    if call.during:
        facts |= {"from": _utc(call.during.lower), "to": _utc(call.during.upper)}
    event = NewEvent(kind=EventKind.CALL_BACK, facts=facts, may_follow_the_end=not is_new)
    try:
        return append(event, seat=seat, now=now)
    except ThreadIsOver as error:
        if is_new:
            raise
        raise CallIsOver from error


def ring_desks(call: CallBack) -> None:
    desks = [f"centre:{call.centre_id}"]
    if call.counsellor_id:
        desks.append(f"counsellor:{call.counsellor_id}")
    for desk in desks:
        transaction.on_commit(partial(ring_desk, desk=desk), robust=True)


def write_to(call: CallBack, *, seq: int, now: datetime) -> None:
    """New times are on offer: one mail, where an account says where to. Others find it on the page.

    It says neither what the talk is about nor which number was called: others may read a mail.
    """
    citizen = call.thread.citizen
    account = citizen.user if citizen else None
    mail = (account.email if account else "") or (citizen.email if citizen else "")
    if not mail:
        return
    address = reverse("calls:call", args=[call.thread.public_id])
    queue_notice(
        "call_not_reached",
        channel=Notice.Channel.MAIL,
        recipient=mail,
        language=call.thread.page_language,
        payload={
            "name": call.thread.nickname,
            "centre": call.centre.name,
            "centre_phone": call.centre.phone,
            "centre_email": call.centre.email,
            "link": f"{settings.SITE_URL}{address}",
        },
        effect_key=f"call_not_reached:{call.public_id}:{seq}",
        subject=f"call:{call.public_id}",
        due_at=now,
        useful_until=call.until,
    )


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
