"""A counsellor is away: each person affected gets choices, once, and nothing is cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from counsellors.availability.domain.absences import block_time
from counsellors.availability.domain.offers import OfferedTime, Offers, offer_times
from counsellors.availability.enums import Mode
from counsellors.availability.models import Absence
from counsellors.conversations.domain.moving import question_of
from counsellors.conversations.domain.notices import withdraw_reminder
from counsellors.conversations.domain.receipts import facts_of, manage_address
from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.accounts.models import User
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN, local_day, period
from jobcenter.shared.transactions import in_one_transaction


def be_away(*, counsellor: Counsellor, last_day: date, actor: User | None, now: datetime) -> int:
    """Offer no time until `last_day` has ended, and write to everybody with a conversation in it.

    Answers how many. Their conversations stay booked until they choose. Nobody gets a second letter
    about the same conversation, nor a reminder of it. Raises AlreadyAway, NoTimeToBlock or
    BlockedForTooLong.
    """
    return in_one_transaction(lambda: _be_away(counsellor, last_day=last_day, actor=actor, now=now))


def is_away_for(conversation: Conversation) -> bool:
    return Absence.objects.filter(
        counsellor=conversation.counsellor, during__overlap=conversation.during
    ).exists()


def same_time_with_colleagues(
    conversation: Conversation, *, mode: Mode, now: datetime
) -> tuple[list[OfferedTime], Offers]:
    """Who else is free at the very same time and meets in this way, one time for each colleague."""
    day = conversation.starts_at.astimezone(COPENHAGEN).date()
    question = replace(question_of(conversation), counsellor=None, mode=mode, from_date=day, days=1)
    offers = offer_times(question=question, now=now)
    times = [
        time
        for offered in offers.days
        for time in offered.each()
        if time.start == conversation.starts_at and time.counsellor_id != conversation.counsellor_id
    ]
    return times, offers


def _be_away(counsellor: Counsellor, *, last_day: date, actor: User | None, now: datetime) -> int:
    until = local_day(last_day).upper
    blocked = block_time(counsellor=counsellor, during=period(now, until), actor=actor, now=now)
    touched = (
        Conversation.objects.with_people_and_place()
        .upcoming(now)
        .filter(public_id__in=blocked.touched)
        .order_by("pk")
    )
    for conversation in touched:
        _tell(conversation, now=now)
    return len(touched)


def _tell(conversation: Conversation, *, now: datetime) -> None:
    withdraw_reminder(conversation)
    queue_notice(
        "counsellor_away",
        channel=Notice.Channel.MAIL if conversation.email else Notice.Channel.SMS,
        recipient=conversation.email or conversation.phone,
        language=conversation.page_language,
        payload={**facts_of(conversation), "link": _choices_address(conversation)},
        effect_key=f"counsellor_away:{conversation.public_id}",
        subject=f"conversation:{conversation.calendar_uid}",
        due_at=now,
        useful_until=conversation.ends_at,
    )


def _choices_address(conversation: Conversation) -> str:
    secret = link_secret_of(conversation)
    if secret is None:
        return manage_address(conversation)
    with override(conversation.page_language):
        return str(settings.SITE_URL) + reverse("caseload:choices", args=[secret])
