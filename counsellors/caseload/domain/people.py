"""My people: a list by name, narrowed by plain questions. No order of importance, no counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from counsellors.caseload.enums import Last, Next, Step
from counsellors.conversations.models import Conversation, ConversationQuerySet
from counsellors.people.models import Counsellor
from counsellors.practice.domain.waiting import (
    own_steps_due,
    replies_waiting_for,
    steps_ahead,
)
from counsellors.practice.models import AgreedStep
from counsellors.responsibility.domain.reading import people_of
from counsellors.responsibility.models import Responsibility
from jobcenter.centres.models import Topic
from jobcenter.shared.danish import folded
from jobcenter.ui.dates import in_copenhagen

from .waiting import waiting_for, wishes_for

PEOPLE_ON_A_PAGE = 20
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom the counsellor looks for; everything left out means anybody. `words` are of the name."""

    words: str = ""
    next: Next | None = None
    last: Last | None = None
    step: Step | None = None
    topic: Topic | None = None
    is_waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of the list: what lies beside today, and what the person waits for.

    `reply` is the conversation whose shared note they have written in since I last opened it.
    """

    responsibility: Responsibility
    next: Conversation | None
    last: Conversation | None
    step: AgreedStep | None
    reply: Conversation | None
    left_a_wish: bool
    my_step_is_due: bool

    @property
    def waits(self) -> bool:
        wishes_handover = self.responsibility.wishes_handover_since is not None
        return bool(self.reply or self.my_step_is_due or self.left_a_wish or wishes_handover)


def list_people(
    *, counsellor: Counsellor, wanted: Wanted, number: int, now: datetime
) -> tuple[Page[int], list[Person]]:
    """Page `number` of the counsellor's own people, in Danish order of their names. 5 queries.

    Only conversations the two of them have together are looked at: one with a colleague is none of
    this counsellor's business.
    """
    among = _narrowed(people_of(counsellor), counsellor, wanted, now)
    page = Paginator(_in_order(among, wanted.words), PEOPLE_ON_A_PAGE).get_page(number)
    return page, _people(list(page.object_list), counsellor, now)


def _in_order(
    among: QuerySet[Responsibility], words: str
) -> QuerySet[Responsibility, int] | Sequence[int]:
    """A thousand names are quickly gone through; only so are "Åse" and "aase" the same name."""
    in_order = among.order_by("filed_as", "pk")
    if not words:
        return in_order.values_list("pk", flat=True)
    looked_for = folded(words)
    names = in_order.values_list("pk", "name")
    return [pk for pk, name in names if looked_for in folded(name)]


def _narrowed(
    people: QuerySet[Responsibility], counsellor: Counsellor, wanted: Wanted, now: datetime
) -> QuerySet[Responsibility]:
    together = _together(counsellor)
    if wanted.topic:
        people = _with(people, together.filter(topic=wanted.topic))
    if wanted.is_waiting:
        people = people.filter(waiting_for(counsellor, now=now))
    people = _by_step(people, wanted.step, now)
    return _by_next(_by_last(people, together, wanted.last, now), together, wanted.next, now)


def _by_next(
    people: QuerySet[Responsibility],
    together: ConversationQuerySet,
    which: Next | None,
    now: datetime,
) -> QuerySet[Responsibility]:
    ahead = together.not_over(now)
    soon = ahead.filter(during__startswith__lte=now + A_WEEK)
    if which == Next.WITHIN_A_WEEK:
        return _with(people, soon)
    if which == Next.LATER:
        return _without(_with(people, ahead), soon)
    if which == Next.NONE:
        return _without(people, ahead)
    return people


def _by_last(
    people: QuerySet[Responsibility],
    together: ConversationQuerySet,
    which: Last | None,
    now: datetime,
) -> QuerySet[Responsibility]:
    over = together.filter(during__endswith__lte=now)
    if which == Last.WITHIN_A_WEEK:
        return _with(people, over.filter(during__endswith__gt=now - A_WEEK))
    if which == Last.WITHIN_THIRTY_DAYS:
        return _with(people, over)
    if which == Last.LONGER_AGO:
        return _without(people, over)
    return people


def _by_step(
    people: QuerySet[Responsibility], which: Step | None, now: datetime
) -> QuerySet[Responsibility]:
    steps = steps_ahead(citizen=OuterRef("citizen"), counsellor=OuterRef("counsellor"), now=now)
    steps, today = steps.order_by(), in_copenhagen(now).date()
    if which == Step.WITHIN_A_WEEK:
        return people.filter(Exists(steps.filter(by_day__range=(today, today + A_WEEK))))
    if which == Step.DATE_HAS_PASSED:
        return people.filter(Exists(steps.filter(by_day__lt=today)))
    if which == Step.NONE:
        return people.exclude(Exists(steps))
    return people


def _together(counsellor: Counsellor) -> ConversationQuerySet:
    """Booked with this counsellor. After 30 days nobody stands on a conversation any more."""
    return Conversation.objects.booked().filter(counsellor=counsellor, citizen__isnull=False)


def _with(
    people: QuerySet[Responsibility], talks: ConversationQuerySet
) -> QuerySet[Responsibility]:
    return people.filter(citizen__in=talks.values("citizen"))


def _without(
    people: QuerySet[Responsibility], talks: ConversationQuerySet
) -> QuerySet[Responsibility]:
    return people.exclude(citizen__in=talks.values("citizen"))


def _people(shown: list[int], counsellor: Counsellor, now: datetime) -> list[Person]:
    rows = _rows(counsellor, now).in_bulk(shown)
    numbers = {pk for row in rows.values() for pk in (row.next_id, row.last_id, row.reply_id) if pk}
    talks = Conversation.objects.select_related("topic", "centre").in_bulk(numbers)
    steps = AgreedStep.objects.select_related("note__conversation__counsellor").in_bulk(
        {row.step_id for row in rows.values() if row.step_id}
    )
    return [
        Person(
            responsibility=rows[pk],
            next=talks.get(rows[pk].next_id),
            last=talks.get(rows[pk].last_id),
            step=steps.get(rows[pk].step_id),
            reply=talks.get(rows[pk].reply_id),
            left_a_wish=rows[pk].left_a_wish,
            my_step_is_due=rows[pk].my_step_is_due,
        )
        for pk in shown
        if pk in rows
    ]


def _rows(counsellor: Counsellor, now: datetime) -> QuerySet[Any]:
    """Each with what is looked up for it: asked for one page of people, never for all."""
    hers = {"citizen": OuterRef("citizen")}
    together = _together(counsellor).filter(**hers)
    over = together.filter(during__endswith__lte=now).order_by(F("during").desc())
    replies = replies_waiting_for(counsellor).filter(conversation__citizen=OuterRef("citizen"))
    due = own_steps_due(counsellor, today=in_copenhagen(now).date())
    steps = steps_ahead(counsellor=counsellor, now=now, **hers)
    return Responsibility.objects.select_related(
        "citizen", "card__responsibility__counsellor"
    ).annotate(
        next_id=Subquery(together.not_over(now).order_by("during").values("pk")[:1]),
        last_id=Subquery(over.values("pk")[:1]),
        step_id=Subquery(steps.values("pk")[:1]),
        reply_id=Subquery(replies.order_by("reply_waits_since").values("conversation")[:1]),
        left_a_wish=Exists(wishes_for(counsellor).filter(**hers)),
        my_step_is_due=Exists(due.filter(note__conversation__citizen=OuterRef("citizen"))),
    )
