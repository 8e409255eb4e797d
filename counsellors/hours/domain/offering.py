"""One message to somebody whose counsellor works otherwise now: other times, and no pressure."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from counsellors.availability.domain.offers import OfferedTime, nearest_alternatives
from counsellors.availability.enums import Mode
from counsellors.conversations.domain.moving import question_of
from counsellors.conversations.domain.receipts import Facts, facts_of
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.ui.dates import when_in_words

NOTICE = "conversation_new_time_offered"


def offer_new_time(conversation: Conversation, *, now: datetime) -> None:
    """In the caller's transaction, after the hours are changed. The conversation stays booked.

    One message per booked time, however often the hours change around it.
    """
    if not conversation.can_be_written_to:
        return
    by_mail = bool(conversation.email)
    queue_notice(
        NOTICE,
        channel=Notice.Channel.MAIL if by_mail else Notice.Channel.SMS,
        recipient=conversation.email or conversation.phone,
        language=conversation.page_language,
        payload=_facts(conversation, now=now),
        effect_key=f"{NOTICE}:{conversation.public_id}:{conversation.sequence}",
        subject=f"conversation:{conversation.calendar_uid}",
        due_at=now,
        useful_until=conversation.starts_at,
    )


def _facts(conversation: Conversation, *, now: datetime) -> Facts:
    facts = facts_of(conversation)
    times = nearest_alternatives(
        question=question_of(conversation), start=conversation.starts_at, now=now
    )
    counsellors = Counsellor.objects.in_bulk({time.counsellor_id for time in times})
    centres = Centre.objects.in_bulk({time.centre_id for time in times})
    with override(conversation.page_language):
        for number, time in enumerate(times, 1):
            who, where = counsellors[time.counsellor_id], centres[time.centre_id]
            facts[f"choice_{number}"] = _in_words(time, who, where)
    return facts


def _in_words(time: OfferedTime, who: Counsellor, where: Centre) -> str:
    return _("%(when)s, %(mode)s, %(centre)s, with %(counsellor)s") % {
        "when": when_in_words(time.start, time.end),
        "mode": str(Mode(time.mode).label).lower(),
        "centre": where.name,
        "counsellor": who.name,
    }
