"""What waits for a counsellor today besides the conversations. Nothing here is counted per person.

One question for everything, because the page has a dozen to ask in all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Concat

from counsellors.conversations.domain.reading import waiting_wishes
from counsellors.people.models import Counsellor
from counsellors.practice.enums import Doer
from counsellors.practice.models import SharedNote
from counsellors.responsibility.domain.reading import people_of
from counsellors.workday.enums import Waiting
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import period
from jobcenter.shared.retention import kept_for

from .days import as_bigint

# Whoever came within this time is somebody new.
NEW_FOR = timedelta(days=14)
MOST_WISHES = 3
MOST_PEOPLE = 20
MOST_NOTES = 20
NOTE = "note"


class Somebody(NamedTuple):
    """Who waits, or has come. `card` is what the colleague `came_from` wrote with a handover."""

    kind: Waiting
    citizen: str
    name: str
    centre_id: int | None
    card: str
    came_from: str
    total: int


class WaitingNote(NamedTuple):
    """An agreed step that is due, or (without one) a note that lacks only the counsellor's yes."""

    citizen: str
    name: str
    centre_id: int
    what: str
    conversation: str
    by_day: date | None


@dataclass(frozen=True, slots=True)
class WhatWaits:
    """`wishes` are the first few of `all_wishes`."""

    wishes: list[Somebody] = field(default_factory=list)
    all_wishes: int = 0
    wish_handover: list[Somebody] = field(default_factory=list)
    new: list[Somebody] = field(default_factory=list)
    steps: list[WaitingNote] = field(default_factory=list)
    yes: list[WaitingNote] = field(default_factory=list)


def what_waits(
    *, counsellor: Counsellor, centres: QuerySet[Centre], today: date, now: datetime
) -> WhatWaits:
    """One query. Wishes of `centres`, and the counsellor's own people and notes: each part has its
    order and its bound, and they come one after the other.
    """
    notes_of = _notes(counsellor, today=today, now=now)
    rows = list(_wishes(centres).union(_people(counsellor, now=now), notes_of, all=True))
    people = [Somebody(Waiting(kind), *rest) for kind, *rest, _day in rows if kind != NOTE]
    notes = [WaitingNote._make([*rest, day]) for kind, *rest, _total, day in rows if kind == NOTE]
    wishes = [one for one in people if one.kind == Waiting.WISH]
    return WhatWaits(
        wishes=wishes,
        all_wishes=wishes[0].total if wishes else 0,
        wish_handover=[one for one in people if one.kind == Waiting.HANDOVER],
        new=[one for one in people if one.kind == Waiting.NEW],
        steps=[note for note in notes if note.what],
        yes=[note for note in notes if not note.what],
    )


def _wishes(centres: QuerySet[Centre]) -> QuerySet[Any, Any]:
    return waiting_wishes(centres).values_list(
        Value(Waiting.WISH.value, CharField()),
        F("citizen__public_id"),
        F("name"),
        Cast("centre_id", BigIntegerField()),
        Value("", TextField()),
        Value("", TextField()),
        Cast(Window(Count("pk")), IntegerField()),
        Cast(Value(None), DateField()),
    )[:MOST_WISHES]


def _people(counsellor: Counsellor, *, now: datetime) -> QuerySet[Any, Any]:
    """Own people who would like to meet a colleague, and those who came a short while ago."""
    author = "card__responsibility__counsellor"
    return (
        people_of(counsellor)
        .filter(Q(wishes_handover_since__isnull=False) | Q(during__startswith__gt=now - NEW_FOR))
        .order_by("during", "pk")
        .values_list(
            Case(
                When(wishes_handover_since__isnull=False, then=Value(Waiting.HANDOVER.value)),
                default=Value(Waiting.NEW.value),
                output_field=CharField(),
            ),
            F("citizen__public_id"),
            F("name"),
            Value(None, BigIntegerField()),
            Coalesce("card__words", Value(""), output_field=TextField()),
            Case(
                When(
                    card__isnull=False,
                    then=Concat(f"{author}__first_name", Value(" "), f"{author}__last_name"),
                ),
                default=Value(""),
                output_field=TextField(),
            ),
            Value(0, IntegerField()),
            Cast(Value(None), DateField()),
        )[:MOST_PEOPLE]
    )


def _notes(counsellor: Counsellor, *, today: date, now: datetime) -> QuerySet[Any, Any]:
    """The earliest step first. A note whose words the person has agreed to as they stand, and the
    counsellor has not, waits for one click.
    """
    waits_for_yes = Q(citizen_agreed_to=F("version")) & (
        Q(counsellor_agreed_to=None) | Q(counsellor_agreed_to__lt=F("version"))
    )
    return (
        SharedNote.objects.filter(
            deleted_at=None,
            conversation__counsellor=as_bigint(counsellor.pk),
            conversation__status="booked",
            conversation__erased_at=None,
            # As the exclusion constraint's index asks it: see also days.py.
            conversation__occupies__overlap=period(now - kept_for("conversations"), now),
            conversation__during__endswith__gt=now - kept_for("conversations"),
        )
        .annotate(
            due=FilteredRelation(
                "steps",
                condition=Q(
                    steps__is_done=False,
                    steps__removed_at=None,
                    steps__by_whom__in=[Doer.COUNSELLOR, Doer.BOTH],
                    steps__by_day__lte=today,
                ),
            )
        )
        .filter(Q(due__isnull=False) | waits_for_yes)
        .order_by("due__by_day", "pk", "due__pk")
        .values_list(
            Value(NOTE, CharField()),
            F("conversation__citizen__public_id"),
            F("conversation__name"),
            Cast("conversation__centre_id", BigIntegerField()),
            Coalesce("due__what", Value(""), output_field=TextField()),
            F("conversation__public_id"),
            Value(0, IntegerField()),
            F("due__by_day"),
        )[:MOST_NOTES]
    )
