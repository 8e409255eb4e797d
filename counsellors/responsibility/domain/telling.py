"""The letters about what was proposed: that there is a card, never what stands on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from counsellors.people.models import Counsellor
from counsellors.responsibility.models import Handover, Offer, Responsibility
from jobcenter.outbox.domain import queue_notice, withdraw_notices
from jobcenter.outbox.models import Notice
from jobcenter.ui.dates import day_in_words


def who_writes(counsellor: Counsellor) -> dict[str, str]:
    """Who writes, and the house to call: the letter's frame asks for one."""
    house = counsellor.centres.filter(is_published=True).order_by("pk").first()
    return {
        "counsellor": counsellor.name,
        "centre": house.name if house else "",
        "centre_phone": house.phone if house else "",
        "centre_email": house.email if house else "",
    }


def withdraw_letters_about(handovers: Iterable[Handover]) -> None:
    """A card that is taken back, answered or void is not written about any more, if the letter
    still waits.
    """
    for handover in handovers:
        withdraw_notices(subject=f"handover:{handover.public_id}", kinds=["handover_proposed"])


def withdraw_letter_about_offer(offer: Offer) -> None:
    """Answered on the page before the letter had left."""
    withdraw_notices(subject=f"offer:{offer.public_id}", kinds=["own_counsellor_offered"])


def tell_about_handover(handover: Handover, *, now: datetime) -> None:
    """To where the account is reached; an account without mail or phone reads it on its page."""
    responsibility = handover.responsibility
    channel, recipient = _where_to(responsibility)
    if not recipient:
        return
    queue_notice(
        "handover_proposed",
        channel=channel,
        recipient=recipient,
        language=responsibility.page_language,
        payload={
            "name": responsibility.name,
            "colleague": handover.successor.name,
            **who_writes(responsibility.counsellor),
        },
        effect_key=f"handover_proposed:{handover.public_id}",
        subject=f"handover:{handover.public_id}",
        due_at=now,
    )


def tell_that_they_leave(
    responsibility: Responsibility, *, last_day: date, has_card: bool, now: datetime
) -> bool:
    """One letter to each person about their own counsellor's last day, however often it is said.

    False for somebody with neither mail nor phone, who reads it nowhere.
    """
    channel, recipient = _where_to(responsibility)
    if not recipient:
        return False
    with override(responsibility.page_language):
        day, page = day_in_words(last_day), reverse("responsibility:own")
    queue_notice(
        "own_counsellor_leaves",
        channel=channel,
        recipient=recipient,
        language=responsibility.page_language,
        payload={
            "name": responsibility.name,
            "last_day": day,
            "card": "1" if has_card else None,
            "link": str(settings.SITE_URL) + page,
            **who_writes(responsibility.counsellor),
        },
        effect_key=f"own_counsellor_leaves:{responsibility.public_id}",
        subject=f"responsibility:{responsibility.public_id}",
        due_at=now,
    )
    return True


def _where_to(responsibility: Responsibility) -> tuple[Notice.Channel, str]:
    """To where the account is reached; "" for nowhere."""
    citizen = responsibility.citizen
    email = (citizen.user.email if citizen.user else None) or citizen.email
    return (Notice.Channel.MAIL, email) if email else (Notice.Channel.SMS, citizen.phone or "")
