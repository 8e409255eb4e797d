"""Who of my colleagues is away now, and the conversations they cannot hold themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from counsellors.availability.models import Absence
from counsellors.conversations.domain.seen import seen_of_conversation
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import NewReading
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.centres.models import Centre


def colleagues_away(
    counsellor: Counsellor, *, centres: QuerySet[Centre], now: datetime
) -> QuerySet[Counsellor]:
    """Colleagues at these houses who are away at this moment. Never why, nor since when."""
    at_my_house = Counsellor.objects.filter(
        pk__in=Counsellor.centres.through.objects.filter(centre_id__in=centres.values("pk")).values(
            "counsellor_id"
        )
    )
    away = Absence.objects.filter(counsellor=OuterRef("pk"), during__contains=now)
    return at_my_house.filter(Exists(away)).exclude(pk=counsellor.pk)


def conversations_to_cover(
    counsellor: Counsellor, *, centres: QuerySet[Centre], now: datetime
) -> QuerySet[Conversation]:
    """Booked at these houses with a colleague who is away now, within that absence and not over.

    The next one first. As soon as the colleague is back, it is empty.
    """
    this_absence = Absence.objects.filter(
        counsellor=OuterRef("counsellor"), during__contains=now, during__overlap=OuterRef("during")
    )
    return (
        Conversation.objects.with_people_and_place()
        .not_over(now)
        .filter(
            Exists(this_absence),
            centre__in=centres,
            counsellor__in=colleagues_away(counsellor, centres=centres, now=now),
        )
        .order_by("during", "pk")
    )


def seen_to_cover(conversation: Conversation, *, now: datetime) -> NewReading:
    """One line of the list, for whoever covers it. What the citizen wrote to their counsellor is
    not shown in it. To everybody else the line names nobody, so there is nothing to write down.
    """
    whole = seen_of_conversation(conversation, way=Way.LIST, now=now)
    return replace(whole, why=Why.I_COVER_FOR, kinds=whole.kinds - {Kind.AGENDA})
