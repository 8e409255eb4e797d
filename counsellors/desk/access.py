"""Where a counsellor may book, and whose conversation they may see. Foreign looks missing: 404.

What is shown of somebody stands in the read log before it is handed out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from citizens.people.models import Citizen
from counsellors.conversations.access import get_counsellor_of
from counsellors.conversations.domain.seen import seen_of_conversation
from counsellors.conversations.models import Conversation
from counsellors.desk.domain.message import CAN_BE_WRITTEN_FOR
from counsellors.people.access import reader_of
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import NewReading, record_reading
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

__all__ = [
    "get_colleagues",
    "get_counsellor_of",
    "get_houses",
    "record_that_they_are_known",
    "see_begun_conversation",
    "see_booked_at_the_desk",
]


def get_houses(counsellor: Counsellor) -> list[Centre]:
    """The public houses a counsellor works at; without one there is no desk."""
    houses = list(counsellor.centres.published().order_by("name", "pk"))
    if not houses or not counsellor.is_active:
        raise Http404
    return houses


def get_colleagues(counsellor: Counsellor, houses: list[Centre]) -> list[Counsellor]:
    """Everybody of these houses who meets people; the counsellor first, then by name."""
    people = Counsellor.objects.active().filter(centres__in=houses).distinct()
    return sorted(
        people.prefetch_related("centres", "topics"),
        key=lambda person: (person != counsellor, *danish_order(person.name), person.pk),
    )


def see_booked_at_the_desk(user: User, public_id: str, *, now: datetime) -> Conversation:
    """What this counsellor booked for somebody, with whomever, until it is over."""
    counsellor = get_counsellor_of(user)
    own = Conversation.objects.not_over(now).filter(booked_by=counsellor)
    with transaction.atomic(durable=True):
        conversation = get_object_or_404(own.with_people_and_place(), public_id=public_id)
        seen = seen_of_conversation(conversation, way=Way.PAGE, now=now)
        if conversation.counsellor != counsellor:
            seen = replace(seen, why=Why.ASKED, words=_("Booked it for you"))
        _record(user, counsellor, seen, now=now)
    return conversation


def see_begun_conversation(user: User, public_id: str, *, now: datetime) -> Conversation:
    """One of the counsellor's own whose time has come, as long as a message would be remembered."""
    counsellor = get_counsellor_of(user)
    own = (
        Conversation.objects.begun(now)
        .kept(now)
        .filter(counsellor=counsellor, during__startswith__gt=now - CAN_BE_WRITTEN_FOR)
    )
    with transaction.atomic(durable=True):
        conversation = get_object_or_404(own.with_people_and_place(), public_id=public_id)
        seen = seen_of_conversation(conversation, way=Way.PAGE, now=now)
        shown = frozenset({Kind.NAME, Kind.TIME, Kind.CONTACT})
        _record(user, counsellor, replace(seen, kinds=seen.kinds & shown), now=now)
    return conversation


def record_that_they_are_known(
    user: User, counsellor: Counsellor, *, email: str, phone: str, now: datetime
) -> None:
    """A refusal told staff that this person has a conversation then: they may know who was told."""
    same = Q(email=email.lower()) if email else Q(phone=phone, email=None, user=None)
    with transaction.atomic(durable=True):
        citizen = Citizen.objects.filter(same).first()
        if citizen is not None:
            seen = NewReading(
                citizen=citizen.public_id,
                way=Way.PAGE,
                kinds=frozenset({Kind.TIME}),
                why=Why.ASKED,
                words=_("Wanted to book a time for you"),
                centre_id=counsellor.centres.values_list("pk", flat=True).order_by("pk").first(),
            )
            _record(user, counsellor, seen, now=now)


def _record(user: User, counsellor: Counsellor, seen: NewReading, *, now: datetime) -> None:
    reader = reader_of(user, counsellor)
    record_reading(reader=reader, reading=seen, now=now)
