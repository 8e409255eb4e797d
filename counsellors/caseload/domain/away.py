"""A counsellor is away: each person affected gets choices, once, and nothing is cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from counsellors.availability.domain.absences import block_time
from counsellors.availability.domain.offers import Question, TimeNotOffered, is_offered
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
from jobcenter.shared.periods import local_day, period
from jobcenter.shared.transactions import in_one_transaction

MOST_ASKED = 12
MOST_SHOWN = 4


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


def colleagues_at_the_same_time(
    conversation: Conversation, *, mode: Mode, now: datetime
) -> list[Counsellor]:
    """Up to four colleagues in the house who are free at the very same time and meet in this way.

    Each is asked about alone, at most twelve of them: only so does the room the conversation has
    already not stand in its own way.
    """
    question = replace(question_of(conversation), mode=mode)
    colleagues = (
        Counsellor.objects.active()
        .at_centre(conversation.centre)
        .knowing(conversation.topic)
        .exclude(pk=conversation.counsellor_id)
        .order_by("pk")[:MOST_ASKED]
    )
    free = (
        colleague
        for colleague in colleagues
        if _is_free(replace(question, counsellor=colleague), conversation, now)
    )
    return list(islice(free, MOST_SHOWN))


def _is_free(question: Question, conversation: Conversation, now: datetime) -> bool:
    try:
        is_offered(
            question=question,
            start=conversation.starts_at,
            now=now,
            ignoring_conversation_id=conversation.pk,
        )
    except TimeNotOffered:
        return False
    return True


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
    if not conversation.can_be_written_to:
        return
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
