"""One order in which every transaction of this house takes its locks: no circle can form.

The submission comes first: only copies of one form meet there, and a copy that waits holds nothing
yet, so it may wait for the whole of the first one. Everything else is wanted by strangers and is
taken from the most wanted to the least: whoever waits for a counsellor keeps nobody else waiting.
Several rows of one kind are taken in id order. `tests/races/lock_order.py` fails on an inversion.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import FilteredRelation, Q, QuerySet

from citizens.people.models import Citizen
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre, Room, Topic

LOCK_ORDER = (
    "submissions_submission",
    "counsellors_counsellor",
    "counsellors_absence",
    "citizens_citizen",
    "centres_room",
    "counsellors_conversation",
    "counsellors_wish",
    "limits_allowance",
    "audit_change",
    "outbox_notice",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom, where and what about: one row of the database, read under the counsellor's lock."""

    counsellor: Counsellor
    centre: Centre
    topic: Topic


def lock_choice(*, counsellor: str, centre: str, topic: str) -> Choice | None:
    """Lock the counsellor with this slug and read house and topic in the same question.

    None when the three do not belong together (any more): the counsellor left that house or that
    topic, or does not meet people now.
    """
    people = Counsellor.objects.active().annotate(
        at=FilteredRelation("centres", condition=Q(centres__slug=centre)),
        about=FilteredRelation("topics", condition=Q(topics__slug=topic)),
    )
    locked = (
        people.select_related("at", "about")  # type: ignore[misc]  # unknown to the plugin
        .filter(slug=counsellor, at__is_published=True, about__isnull=False)
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if locked is None:
        return None
    # FilteredRelation hangs the joined rows on the instance under their aliases.
    return Choice(
        counsellor=locked,
        centre=getattr(locked, "at"),  # noqa: B009  unknown to the type checker
        topic=getattr(locked, "about"),  # noqa: B009
    )


def lock_counsellors(*, keep: int, also: str | None) -> dict[str, Counsellor]:
    """Lock one counsellor by id and one by slug (they may be the same), in id order: two moves in
    opposite directions queue instead of deadlocking. By slug.
    """
    locked = (
        Counsellor.objects.filter(Q(pk=keep) | Q(slug=also))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    return {counsellor.slug: counsellor for counsellor in locked}


def lock_citizen(citizen_id: int) -> None:
    Citizen.objects.select_for_update(no_key=True).get(pk=citizen_id)


def lock_a_room(rooms: QuerySet[Room]) -> Room | None:
    """Lock one of these rooms, the first that nobody else is about to take.

    Only when all of them are in somebody's hands does it wait for the first. A room is locked by at
    most one booking, so the exclusion constraint never waits for another transaction: it answers at
    once, and a loser can look again.
    """
    in_order = rooms.order_by("pk")
    return (
        in_order.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
        or in_order.select_for_update(of=("self",), no_key=True).first()
    )
