"""One order in which every transaction of this house takes its locks: no circle can form.

The submission comes first: only copies of one form meet there, and a copy that waits holds nothing
yet, so it may wait for the whole of the first one. Everything else is wanted by strangers and is
taken from the most wanted to the least: whoever waits for a counsellor keeps nobody else waiting.
Several rows of one kind are taken in id order. `tests/races/lock_order.py` fails on an inversion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, Q, QuerySet

from citizens.people.models import Citizen
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre, Room, Topic

LOCK_ORDER = (
    "submissions_submission",
    "counsellors_counsellor",
    "counsellors_absence",
    "counsellors_workinghours",
    "counsellors_specialday",
    # The account of somebody who is met for the first time: see citizens/people/domain.py.
    "accounts_user",
    "citizens_citizen",
    # See also counsellors/responsibility/domain/locking.py, which takes these.
    "counsellors_offer",
    "counsellors_handover",
    "counsellors_responsibility",
    "centres_room",
    # See also counsellors/team/domain/rooms.py, which takes these.
    "counsellors_roomhold",
    "counsellors_conversation",
    "counsellors_wish",
    "limits_allowance",
    "audit_change",
    "outbox_notice",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom, where and what about: one row of the database, read under the counsellor's lock.

    `is_taken`: somebody has the wanted minute already. True is reason enough to refuse, and then
    the lock may be missing; false is none to book, that is for the engine to say.
    """

    counsellor: Counsellor
    centre: Centre
    topic: Topic
    is_taken: bool


def lock_choice(
    *, counsellor: str, centre: str, topic: str, start: datetime, even_if_taken: bool = False
) -> Choice | None:
    """Lock the counsellor with this slug, and read house, topic and `is_taken` in one question.

    `even_if_taken`: whoever asks has more to do than to refuse, so the lock is never missing.

    None when the three do not belong together (any more): the counsellor left that house or that
    topic, or does not meet people now.
    """
    wanted: dict[str, str | date] = {
        "counsellor": counsellor,
        "centre": centre,
        "topic": topic,
        "start": start,
    }
    choice = _ask(_choice_sql() + _LOCK + " SKIP LOCKED", wanted)
    if choice is not None:
        return choice
    # In somebody's hands, or not there at all. In a crowd those hands are mostly of others who are
    # being refused, too, and whoever can see that need not stand in line for it.
    choice = _ask(_choice_sql(), wanted)
    if choice is None or (choice.is_taken and not even_if_taken):
        return choice
    # Whoever waits must ask again: a statement that waited for a lock answers from the moment
    # before it waited.
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE_UP, wanted)
    return _ask(_choice_sql() + _LOCK, wanted)


def _ask(question: str, wanted: dict[str, str | date]) -> Choice | None:
    with connection.cursor() as cursor:
        cursor.execute(question, wanted)
        row = cursor.fetchone()
    return _choice_of(row) if row else None


_LOCK = " FOR NO KEY UPDATE OF counsellors_counsellor"
_QUEUE_UP = "SELECT FROM counsellors_counsellor WHERE slug = %(counsellor)s FOR NO KEY UPDATE"


@cache
def _choice_sql() -> str:
    # Raw: in a crowd at one time everybody asks this and most get no further, and the ORM needs
    # longer to put the question together than PostgreSQL to answer it.
    columns = ", ".join(
        f"{model._meta.db_table}.{field.column}"  # noqa: SLF001  what migrations read, too
        for model in (Counsellor, Centre, Topic)
        for field in model._meta.concrete_fields  # noqa: SLF001
    )
    return f"""
        SELECT {columns}, EXISTS (
            SELECT FROM counsellors_conversation
            WHERE counsellor_id = counsellors_counsellor.id
              AND status = 'booked' AND occupies @> %(start)s::timestamptz)
        FROM counsellors_counsellor
        JOIN counsellors_counsellor_centres at ON at.counsellor_id = counsellors_counsellor.id
        JOIN centres_centre ON centres_centre.id = at.centre_id
        JOIN counsellors_counsellor_topics about ON about.counsellor_id = counsellors_counsellor.id
        JOIN centres_topic ON centres_topic.id = about.topic_id
        WHERE counsellors_counsellor.slug = %(counsellor)s AND counsellors_counsellor.is_active
          AND centres_centre.slug = %(centre)s AND centres_centre.is_published
          AND centres_topic.slug = %(topic)s"""  # noqa: S608  names of our own tables


def _choice_of(row: tuple[Any, ...]) -> Choice:
    values = iter(row)
    return Choice(
        counsellor=_take(Counsellor, values),
        centre=_take(Centre, values),
        topic=_take(Topic, values),
        is_taken=next(values),
    )


def _take[Row: Model](model: type[Row], values: Iterator[Any]) -> Row:
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001
    return model.from_db(DEFAULT_DB_ALIAS, names, [next(values) for _name in names])


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
