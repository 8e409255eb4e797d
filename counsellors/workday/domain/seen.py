"""What the pages of a working day show of somebody, as the read log is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from counsellors.conversations.domain.seen import (
    seen_of_conversation,
    seen_of_past_conversation,
)
from counsellors.workday.enums import Waiting
from jobcenter.audit.domain import NewReading
from jobcenter.audit.enums import Kind, Way, Why

from .days import Talk
from .waiting import Somebody, WaitingNote, WhatWaits


def seen_of_talk(talk: Talk, *, now: datetime) -> NewReading:
    """One row of the day."""
    if talk.is_of_the_past:
        return seen_of_past_conversation(talk.conversation)
    return seen_of_conversation(talk.conversation, way=Way.LIST, now=now)


def seen_in_week(talk: Talk, *, now: datetime) -> NewReading:
    """In the week there are names and hours only."""
    shown = seen_of_conversation(talk.conversation, way=Way.LIST, now=now)
    return replace(shown, kinds=frozenset({Kind.NAME, Kind.TIME}))


def seen_waiting(waiting: WhatWaits, *, house: int | None) -> list[NewReading]:
    """`house` answers questions about people with whom no conversation names one."""
    people = [*waiting.wishes, *waiting.wish_handover, *waiting.new]
    return [
        *(_seen_of_somebody(one, house=house) for one in people),
        *(_seen_of_note(note) for note in [*waiting.steps, *waiting.yes]),
    ]


def _seen_of_somebody(one: Somebody, *, house: int | None) -> NewReading:
    is_wish = one.kind == Waiting.WISH
    kinds = {Kind.NAME} | ({Kind.WISH} if one.kind != Waiting.NEW else set())
    return NewReading(
        citizen=one.citizen,
        way=Way.LIST,
        kinds=frozenset(kinds | ({Kind.NOTES} if one.card else set())),
        why=Why.AT_MY_HOUSE if is_wish else Why.MY_CITIZEN,
        centre_id=one.centre_id if is_wish else house,
    )


def _seen_of_note(note: WaitingNote) -> NewReading:
    return NewReading(
        citizen=note.citizen,
        way=Way.LIST,
        kinds=frozenset({Kind.NAME, Kind.NOTES}),
        why=Why.MY_CONVERSATION,
        centre_id=note.centre_id,
    )
