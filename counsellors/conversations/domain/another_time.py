"""A counsellor cannot come: each person touched gets choices, once, and nothing is cancelled.

Whoever changes hours or falls ill marks the conversations, writes the trail, and tells: in that
order, which is the house's order of locks. The conversation stays booked until the person chooses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from counsellors.availability.domain.offers import who_is_free
from counsellors.availability.enums import Mode
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice

from .moving import question_of
from .notices import withdraw_reminder
from .receipts import facts_of, manage_address
from .secrets import link_secret_of

MOST_SHOWN = 4


class Told(NamedTuple):
    """How many letters were written, and how many people left no way to write to them."""

    letters: int
    unreachable: int


def mark_for_choices(touched: Iterable[Conversation], *, now: datetime) -> list[Conversation]:
    """Open the page of choices for these; answers those who were not asked before and are to be
    told. Locked, so that whoever cancels at the same moment gets no letter about it.
    """
    wanted = Conversation.objects.upcoming(now).filter(
        pk__in=[one.pk for one in touched], choices_offered_at=None
    )
    fresh = list(
        wanted.with_people_and_place().order_by("pk").select_for_update(of=("self",), no_key=True)
    )
    wanted.filter(pk__in=[one.pk for one in fresh]).update(choices_offered_at=now)
    return fresh


def tell_of_choices(marked: Iterable[Conversation], *, now: datetime) -> Told:
    """One message each, instead of the reminder: nobody is reminded to come to an empty room."""
    letters = unreachable = 0
    for conversation in marked:
        withdraw_reminder(conversation)
        if not conversation.can_be_written_to:
            unreachable += 1
            continue
        letters += 1
        queue_notice(
            "conversation_choices",
            channel=Notice.Channel.MAIL if conversation.email else Notice.Channel.SMS,
            recipient=conversation.email or conversation.phone,
            language=conversation.page_language,
            payload={**facts_of(conversation), "link": _choices_address(conversation)},
            effect_key=f"conversation_choices:{conversation.public_id}",
            subject=f"conversation:{conversation.calendar_uid}",
            due_at=now,
            useful_until=conversation.starts_at,
        )
    return Told(letters, unreachable)


def colleagues_at_the_same_time(
    conversation: Conversation, *, mode: Mode, now: datetime
) -> list[Counsellor]:
    """Up to four colleagues in the house who are free at the very same time and meet in this way.

    One question to the engine for the whole house: the room the conversation has already does not
    stand in its own way, and the time is promised, however soon it is.
    """
    times = who_is_free(
        question=replace(question_of(conversation), counsellor=None, mode=mode),
        start=conversation.starts_at,
        now=now,
        ignoring_conversation_id=conversation.pk,
        is_promised=True,
    )
    ids = [time.counsellor_id for time in times if time.counsellor_id != conversation.counsellor_id]
    colleagues = Counsellor.objects.in_bulk(ids[:MOST_SHOWN])
    return [colleagues[one] for one in ids[:MOST_SHOWN]]


def _choices_address(conversation: Conversation) -> str:
    secret = link_secret_of(conversation)
    if secret is None:
        return manage_address(conversation)
    with override(conversation.page_language):
        return str(settings.SITE_URL) + reverse("conversations:choices", args=[secret])
