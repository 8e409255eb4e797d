"""Who may open which shared note. Foreign, missing, not begun and erased look the same: 404."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404

from counsellors.conversations.access import get_counsellor_of
from counsellors.conversations.domain.reading import begun_conversation_by_link, conversations_of
from counsellors.conversations.domain.seen import seen_of_conversation
from counsellors.conversations.models import Conversation
from counsellors.people.access import reader_of
from counsellors.practice.domain.reading import EarlierNote, SeenNote, earlier_notes, read_note
from counsellors.practice.domain.waiting import replies_are_seen
from counsellors.practice.enums import Author
from jobcenter.audit.domain import record_reading
from jobcenter.audit.enums import Kind, Way

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def get_begun_conversation_by_link(secret: str, *, now: datetime) -> Conversation:
    """For the citizen who holds the link, with or without an account."""
    conversation = begun_conversation_by_link(secret, now=now)
    if conversation is None:
        raise Http404
    return conversation


def get_own_begun_conversation(user: User, public_id: str, *, now: datetime) -> Conversation:
    """For the citizen who is logged in."""
    return get_object_or_404(conversations_of(user).begun(now).kept(now), public_id=public_id)


def get_conversation_to_prepare_or_note(
    user: User, public_id: str, *, now: datetime
) -> Conversation:
    """For the counsellor whose conversation it is, from booking until the retention date."""
    own = Conversation.objects.booked().kept(now).filter(counsellor=get_counsellor_of(user))
    return get_object_or_404(own.with_people_and_place(), public_id=public_id)


def see_note_at_work(
    user: User, conversation: Conversation, *, now: datetime
) -> tuple[SeenNote, list[EarlierNote]]:
    """Everything the counsellor's page shows, written in the read log before it is shown."""
    reader = reader_of(user, conversation.counsellor)
    with transaction.atomic(durable=True):
        note = read_note(conversation=conversation, reader=Author.COUNSELLOR, now=now)
        replies_are_seen(conversation=conversation, version=note.version)
        earlier = earlier_notes(conversation=conversation, now=now)
        seen = seen_of_conversation(conversation, way=Way.PAGE, now=now)
        if earlier or note.says_something or note.has_history:
            seen = replace(seen, kinds=seen.kinds | {Kind.NOTES})
        record_reading(reader=reader, reading=seen, now=now)
    return note, earlier
