"""Which people and conversations are a counsellor's own. Foreign and missing look the same: 404.

What is shown of somebody stands in the read log before it is handed out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from counsellors.caseload.domain.leaving import talks_after
from counsellors.caseload.domain.people import Person, Wanted, list_people
from counsellors.caseload.domain.seen import seen_in_list, seen_nobody, seen_on_handover
from counsellors.conversations.access import get_counsellor_of
from counsellors.conversations.domain.seen import seen_of_offer, seen_of_past_conversation
from counsellors.conversations.models import Conversation
from counsellors.people.access import get_colleague, reader_of
from counsellors.people.models import Counsellor
from counsellors.responsibility.domain.reading import people_of
from counsellors.responsibility.enums import Answer
from counsellors.responsibility.models import Handover, Responsibility
from jobcenter.audit.domain import record_reading, record_readings
from jobcenter.audit.enums import Way

if TYPE_CHECKING:
    from django.core.paginator import Page

    from jobcenter.accounts.models import User

__all__ = [
    "get_colleague",
    "get_counsellor_of",
    "get_my_handover",
    "get_my_person",
    "see_met_conversation",
    "see_my_people",
    "see_waiting_card",
    "see_who_counts_on_me",
]


def see_my_people(
    user: User, *, wanted: Wanted, number: int, now: datetime
) -> tuple[Page[Any], list[Person]]:
    """One page of the people whose own counsellor this user is."""
    counsellor = get_counsellor_of(user)
    house = _house_of(counsellor)
    with transaction.atomic(durable=True):
        page, people = list_people(counsellor=counsellor, wanted=wanted, number=number, now=now)
        seen = [seen_in_list(person, wanted=wanted, house=house) for person in people]
        if wanted.words and not seen:
            seen = [seen_nobody(wanted)]
        record_readings(reader=reader_of(user, counsellor), readings=seen, now=now)
    return page, people


def see_met_conversation(user: User, public_id: str, *, now: datetime) -> Conversation:
    """One of the counsellor's own, ahead or over, as long as somebody stands on it."""
    counsellor = get_counsellor_of(user)
    own = Conversation.objects.booked().filter(counsellor=counsellor, citizen__isnull=False)
    with transaction.atomic(durable=True):
        conversation = get_object_or_404(own.with_people_and_place(), public_id=public_id)
        record_reading(
            reader=reader_of(user, counsellor), reading=seen_of_offer(conversation), now=now
        )
    return conversation


def get_my_person(user: User, public_id: str) -> Responsibility:
    """Somebody whose own counsellor this user is now."""
    own = people_of(get_counsellor_of(user)).select_related("counsellor", "citizen__user")
    return get_object_or_404(own, public_id=public_id)


def see_waiting_card(user: User, person: Responsibility, *, now: datetime) -> Handover | None:
    """The card that waits for the person's answer, on a page that names the person."""
    with transaction.atomic(durable=True):
        waiting = person.handovers.filter(answer=Answer.WAITING).select_related("successor").first()
        record_reading(
            reader=reader_of(user, person.counsellor),
            reading=seen_on_handover(
                person, house=_house_of(person.counsellor), has_card=waiting is not None
            ),
            now=now,
        )
    return waiting


def get_my_handover(user: User, public_id: str) -> Handover:
    """A card this counsellor has written."""
    own = Handover.objects.filter(responsibility__counsellor=get_counsellor_of(user))
    return get_object_or_404(own, public_id=public_id)


def see_who_counts_on_me(
    user: User, *, last_day: date, now: datetime
) -> tuple[list[Conversation], list[Responsibility]]:
    """Whom a last day touches: every conversation after it, and the own people by name."""
    counsellor = get_counsellor_of(user)
    house = _house_of(counsellor)
    with transaction.atomic(durable=True):
        talks = list(talks_after(counsellor, last_day=last_day, now=now))
        people = list(people_of(counsellor).select_related("citizen").order_by("filed_as", "pk"))
        listed = [seen_on_handover(one, house=house, has_card=False) for one in people]
        readings = [
            *(seen_of_past_conversation(talk) for talk in talks),
            *(replace(reading, way=Way.LIST) for reading in listed),
        ]
        record_readings(reader=reader_of(user, counsellor), readings=readings, now=now)
    return talks, people


def _house_of(counsellor: Counsellor) -> int | None:
    """Where questions about this counsellor's looks go when no conversation names the house."""
    return counsellor.centres.order_by("pk").values_list("pk", flat=True).first()
