"""The letter about a handover: that there is a card, never what stands on it."""

from __future__ import annotations

from datetime import datetime

from counsellors.people.models import Counsellor
from counsellors.responsibility.models import Handover
from jobcenter.outbox.domain import queue_notice, withdraw_notices
from jobcenter.outbox.models import Notice


def who_writes(counsellor: Counsellor) -> dict[str, str]:
    """Who writes, and the house to call: the letter's frame asks for one."""
    house = counsellor.centres.filter(is_published=True).order_by("pk").first()
    return {
        "counsellor": counsellor.name,
        "centre": house.name if house else "",
        "centre_phone": house.phone if house else "",
        "centre_email": house.email if house else "",
    }


def withdraw_letter_about(handover: Handover) -> None:
    """A card that is taken back is not written about any more, if the letter still waits."""
    withdraw_notices(subject=f"handover:{handover.public_id}", kinds=["handover_proposed"])


def tell_about_handover(handover: Handover, *, now: datetime) -> None:
    """To where the account is reached; an account without mail or phone reads it on its page."""
    responsibility = handover.responsibility
    citizen = responsibility.citizen
    email = (citizen.user.email if citizen.user else None) or citizen.email
    recipient = email or citizen.phone
    if not recipient:
        return
    queue_notice(
        "handover_proposed",
        channel=Notice.Channel.MAIL if email else Notice.Channel.SMS,
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
