"""Which messages a change sends, to whom, and when the reminder comes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from counsellors.availability.domain.offers import Question
from counsellors.conversations.models import Conversation
from jobcenter.outbox.domain import NewNotice, queue_notices, withdraw_notices
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.ui.dates import when_in_words

from .alternatives import Alternative, nearest_to
from .receipts import Facts, facts_of
from .secrets import spoken_code_of

BOOKED = "conversation_booked"
MOVED = "conversation_moved"
CANCELLED = "conversation_cancelled"
CALLED_OFF = "conversation_called_off"
REMINDER = "conversation_reminder"

REMINDER_TIME = time(10, 0)


def tell_booked(conversation: Conversation, *, now: datetime) -> None:
    facts = facts_of(conversation)
    code = spoken_code_of(conversation)
    if code is not None:
        facts["spoken_code"] = code
    _queue_with_reminder(BOOKED, conversation, facts, now=now)


def tell_moved(
    conversation: Conversation, *, previous: datetime | None = None, now: datetime
) -> None:
    """Without `previous` the time stands, and it is the way to meet that has changed."""
    facts = facts_of(conversation, previous=previous)
    withdraw_reminder(conversation)
    _queue_with_reminder(MOVED, conversation, facts, now=now)


def tell_cancelled(conversation: Conversation, *, now: datetime) -> None:
    withdraw_reminder(conversation)
    if not conversation.can_be_written_to:
        return
    facts = facts_of(conversation, method="CANCEL")
    queue_notices([_notice(CANCELLED, conversation, facts, due_at=now)])


def tell_called_off(
    conversation: Conversation, *, words: str, choices: Facts, now: datetime
) -> None:
    """The counsellor cannot come: a kind word, and other times. See `choices_near`."""
    withdraw_reminder(conversation)
    if not conversation.can_be_written_to:
        return
    facts = facts_of(conversation, method="CANCEL") | choices
    facts |= {"words": words, "times": _address_of_times(conversation)}
    queue_notices([_notice(CALLED_OFF, conversation, facts, due_at=now)])


def choices_near(conversation: Conversation, question: Question, *, now: datetime) -> Facts:
    """`choice_1` to at most `choice_3`: the times nearest to it, in the reader's language."""
    found = nearest_to(question, start=conversation.starts_at, now=now)
    with override(conversation.page_language):
        return {f"choice_{number}": _in_words(time) for number, time in enumerate(found, 1)}


def _in_words(time: Alternative) -> str:
    return _("%(when)s, %(mode)s, %(centre)s, with %(counsellor)s") % {
        "when": when_in_words(time.start, time.end),
        "mode": str(time.mode.label).lower(),
        "centre": time.centre.name,
        "counsellor": time.counsellor.name,
    }


def _address_of_times(conversation: Conversation) -> str:
    """Where the same conversation can be booked anew, with nothing of the person in it."""
    query = {
        "emne": conversation.topic.slug,
        "hus": conversation.centre.slug,
        "vejleder": conversation.counsellor.slug,
        "form": conversation.mode,
    }
    with override(conversation.page_language):
        return f"{settings.SITE_URL}{reverse('conversations:time')}?{urlencode(query)}"


def withdraw_reminder(conversation: Conversation) -> None:
    withdraw_notices(subject=_subject(conversation), kinds=[REMINDER])


def reminder_due_at(conversation: Conversation) -> datetime:
    """The day before at ten o'clock on the wall clock."""
    day = conversation.starts_at.astimezone(COPENHAGEN).date() - timedelta(days=1)
    return datetime.combine(day, REMINDER_TIME, COPENHAGEN)


def _queue_with_reminder(
    kind: str, conversation: Conversation, facts: Facts, *, now: datetime
) -> None:
    if not conversation.can_be_written_to:
        return
    notices = [_notice(kind, conversation, facts, due_at=now)]
    reminder_due = reminder_due_at(conversation)
    if conversation.wants_reminder and reminder_due > now:
        notices.append(_notice(REMINDER, conversation, facts, due_at=reminder_due))
    queue_notices(notices)


def _notice(kind: str, conversation: Conversation, facts: Facts, *, due_at: datetime) -> NewNotice:
    by_mail = bool(conversation.email)
    return NewNotice(
        kind=kind,
        channel=Notice.Channel.MAIL if by_mail else Notice.Channel.SMS,
        recipient=conversation.email or conversation.phone,
        language=conversation.page_language,
        payload=facts,
        # The new row of a move has a new public id and a higher sequence: one effect per change.
        effect_key=f"{kind}:{conversation.public_id}:{conversation.sequence}",
        subject=_subject(conversation),
        due_at=due_at,
        useful_until=conversation.starts_at if kind == REMINDER else conversation.ends_at,
    )


def _subject(conversation: Conversation) -> str:
    """The same for life, through every move: it keeps the messages in order."""
    return f"conversation:{conversation.calendar_uid}"
