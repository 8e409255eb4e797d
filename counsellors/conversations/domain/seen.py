"""What the pages of staff show of somebody, as the read log is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from counsellors.conversations.models import Conversation, Wish
from jobcenter.audit.domain import NewReading
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.ui.dates import in_copenhagen

_NAME = frozenset({Kind.NAME})


def seen_of_conversation(conversation: Conversation, *, way: Way, now: datetime) -> NewReading:
    """Everything a counsellor's own page shows of a conversation; needs the citizen loaded."""
    shown = {
        Kind.NAME: conversation.name,
        Kind.TIME: True,
        Kind.CONTACT: conversation.phone or conversation.email,
        Kind.AGENDA: conversation.agenda,
        Kind.NEEDS: conversation.needs or conversation.interpreter_language,
    }
    is_today = in_copenhagen(conversation.starts_at).date() == in_copenhagen(now).date()
    return NewReading(
        citizen=_whose(conversation, "conversation"),
        way=way,
        kinds=frozenset(kind for kind, is_there in shown.items() if is_there),
        why=Why.MY_CONVERSATION_TODAY if is_today else Why.MY_CONVERSATION,
        centre_id=conversation.centre_id,
    )


def seen_of_past_conversation(conversation: Conversation) -> NewReading:
    """One that is over, or counted on after a last day, in a list: whom it is with and when; needs
    the citizen loaded.
    """
    return NewReading(
        citizen=_whose(conversation, "conversation"),
        way=Way.LIST,
        kinds=frozenset({Kind.NAME, Kind.TIME}),
        why=Why.MY_CONVERSATION,
        centre_id=conversation.centre_id,
    )


def seen_of_offer(conversation: Conversation) -> NewReading:
    """The page that offers to be somebody's own counsellor names them and nothing else."""
    return replace(seen_of_past_conversation(conversation), way=Way.PAGE, kinds=_NAME)


def seen_of_wish(wish: Wish) -> NewReading:
    """A wish as the list of a house shows it; needs the citizen loaded."""
    return NewReading(
        citizen=_whose(wish, "wish"),
        way=Way.LIST,
        kinds=frozenset({Kind.NAME, Kind.CONTACT, Kind.WISH}),
        why=Why.AT_MY_HOUSE,
        centre_id=wish.centre_id,
    )


def _whose(row: Conversation | Wish, kind: str) -> str:
    # Erased rows have no citizen and are shown nowhere; if one ever is, it is written down as well.
    return row.citizen.public_id if row.citizen else f"{kind}:{row.public_id}"
