"""My people: a list by name, narrowed by plain questions. No order of importance, no counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from counsellors.caseload.enums import Last, Next
from counsellors.conversations.models import Conversation, ConversationQuerySet, Wish
from counsellors.people.models import Counsellor
from counsellors.responsibility.domain.reading import people_of
from counsellors.responsibility.models import Responsibility
from jobcenter.centres.models import Topic
from jobcenter.shared.danish import danish_order

PEOPLE_ON_A_PAGE = 20
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom the counsellor looks for; everything left out means anybody. `words` are of the name."""

    words: str = ""
    next: Next | None = None
    last: Last | None = None
    topic: Topic | None = None
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list: the two conversations beside today, and whether I am waited for."""

    responsibility: Responsibility
    next: Conversation | None
    last: Conversation | None
    left_a_wish: bool


def list_people(
    *, counsellor: Counsellor, wanted: Wanted, number: int, now: datetime
) -> tuple[Page[int], list[Person]]:
    """Page `number` of the counsellor's own people, in Danish order of their names. 3 queries.

    Only what the two of them have together is looked at: a conversation with a colleague is none of
    this counsellor's business.
    """
    among = _narrowed(people_of(counsellor), wanted, now)
    names = among.values_list("pk", "name")
    in_order = sorted(names, key=lambda row: (danish_order(row[1]), row[0]))
    page = Paginator([pk for pk, _name in in_order], PEOPLE_ON_A_PAGE).get_page(number)
    return page, _people(list(page.object_list), now)


def _narrowed(
    people: QuerySet[Responsibility], wanted: Wanted, now: datetime
) -> QuerySet[Responsibility]:
    if wanted.words:
        people = people.filter(name__icontains=wanted.words)
    if wanted.topic:
        people = people.filter(Exists(_together().filter(topic=wanted.topic)))
    if wanted.is_waiting:
        people = people.filter(Q(wishes_handover_since__isnull=False) | Q(Exists(_wishes())))
    return _by_next(_by_last(people, wanted.last, now), wanted.next, now)


def _by_next(
    people: QuerySet[Responsibility], which: Next | None, now: datetime
) -> QuerySet[Responsibility]:
    ahead = _together().not_over(now)
    soon = ahead.filter(during__startswith__lte=now + A_WEEK)
    if which == Next.WITHIN_A_WEEK:
        return people.filter(Exists(soon))
    if which == Next.LATER:
        return people.filter(Exists(ahead)).exclude(Exists(soon))
    if which == Next.NONE:
        return people.exclude(Exists(ahead))
    return people


def _by_last(
    people: QuerySet[Responsibility], which: Last | None, now: datetime
) -> QuerySet[Responsibility]:
    over = _together().filter(during__endswith__lte=now)
    if which == Last.WITHIN_A_WEEK:
        return people.filter(Exists(over.filter(during__endswith__gt=now - A_WEEK)))
    if which == Last.WITHIN_THIRTY_DAYS:
        return people.filter(Exists(over))
    if which == Last.LONGER_AGO:
        return people.exclude(Exists(over))
    return people


def _together() -> ConversationQuerySet:
    """Booked between the two of the outer row. After 30 days nobody stands on it any more."""
    return Conversation.objects.booked().filter(
        citizen=OuterRef("citizen"), counsellor=OuterRef("counsellor")
    )


def _wishes() -> QuerySet[Wish]:
    return Wish.objects.waiting().filter(
        citizen=OuterRef("citizen"), counsellor=OuterRef("counsellor")
    )


def _people(shown: list[int], now: datetime) -> list[Person]:
    rows = (
        Responsibility.objects.filter(pk__in=shown)
        .select_related("citizen", "card__responsibility__counsellor")
        .annotate(
            next_id=Subquery(_together().not_over(now).order_by("during").values("pk")[:1]),
            last_id=Subquery(
                _together()
                .filter(during__endswith__lte=now)
                .order_by(F("during").desc())
                .values("pk")[:1]
            ),
            left_a_wish=Exists(_wishes()),
        )
        .in_bulk()
    )
    wanted = {pk for row in rows.values() for pk in (row.next_id, row.last_id) if pk}
    talks = Conversation.objects.select_related("topic", "centre").in_bulk(wanted)
    return [
        Person(
            responsibility=rows[pk],
            next=talks.get(rows[pk].next_id),
            last=talks.get(rows[pk].last_id),
            left_a_wish=rows[pk].left_a_wish,
        )
        for pk in shown
        if pk in rows
    ]
