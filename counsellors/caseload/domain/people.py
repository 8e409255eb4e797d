"""My people: a list by name, narrowed by plain questions. No order of importance, no counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from counsellors.caseload.enums import Last, Next, Step
from counsellors.chat.models import Thread
from counsellors.conversations.models import Conversation, ConversationQuerySet
from counsellors.people.models import Counsellor
from counsellors.practice.domain.waiting import replies_waiting_for, steps_ahead
from counsellors.practice.enums import Doer
from counsellors.responsibility.domain.reading import people_of
from counsellors.responsibility.models import Responsibility
from jobcenter.centres.models import Topic
from jobcenter.shared.danish import folded
from jobcenter.ui.dates import in_copenhagen

from .waiting import calls_asked_of, talks_asked_of, waiting_for, wishes_for

PEOPLE_ON_A_PAGE = 20
A_WEEK, THIRTY_DAYS = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom the counsellor looks for; everything left out means anybody. `words` are of the name."""

    words: str = ""
    next: Next | None = None
    last: Last | None = None
    step: Step | None = None
    topic: Topic | None = None
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """An agreed step; `colleague` is who agreed on it, when that was not I. `conversation` is the
    public id of the one whose note it stands in.
    """

    what: str
    by_whom: str
    by_day: date | None
    colleague: str
    today: date
    conversation: str

    @property
    def is_due_by_me(self) -> bool:
        """Twin of own_steps_due in counsellors/practice/domain/waiting.py."""
        is_mine = not self.colleague and self.by_whom != Doer.CITIZEN
        return is_mine and self.by_day is not None and self.by_day <= self.today


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of the list: what lies beside today, and what the person waits for.

    `reply` is the public id of the conversation whose note they have written in since I opened it,
    `step_due` of the one in whose note I have promised a step whose day has come.
    """

    responsibility: Responsibility
    next: Conversation | None
    last: Conversation | None
    last_talk_at: datetime | None
    step: NextStep | None
    reply: str | None
    left_a_wish: bool
    asked_for_a_talk: bool
    asked_for_a_call: bool
    step_due: str | None

    @property
    def waits(self) -> bool:
        wishes_handover = self.responsibility.wishes_handover_since is not None
        asked = self.left_a_wish or self.asked_for_a_talk or self.asked_for_a_call
        return bool(self.reply or self.step_due or asked or wishes_handover)

    @property
    def talked_last(self) -> bool:
        """Whether the last contact was a chat or a call, and not a conversation."""
        if self.last_talk_at is None:
            return False
        return self.last is None or self.last_talk_at > self.last.ends_at


def list_people(
    *, counsellor: Counsellor, wanted: Wanted, number: int, now: datetime
) -> tuple[Page[Any], list[Person]]:
    """Page `number` of the counsellor's own people, in Danish order of their names. 4 queries.

    Only conversations and chats the two of them have together are looked at: one with a colleague
    is none of this counsellor's business.
    """
    among = _narrowed(people_of(counsellor), counsellor, wanted, now)
    page, rows = _page_of(among.order_by("filed_as", "pk"), counsellor, wanted.words, number)
    return page, _people(rows, counsellor, now)


def _page_of(
    in_order: QuerySet[Responsibility], counsellor: Counsellor, words: str, number: int
) -> tuple[Page[Any], list[Any]]:
    """Twenty rows. A thousand names are quickly gone through: only so are "Åse" and "aase" one."""
    if not words:
        page = Paginator(_loaded(in_order, counsellor), PEOPLE_ON_A_PAGE).get_page(number)
        return page, list(page.object_list)
    looked_for = folded(words)
    names = in_order.values_list("pk", "name")
    found = Paginator([pk for pk, name in names if looked_for in folded(name)], PEOPLE_ON_A_PAGE)
    numbers = found.get_page(number)
    rows = _loaded(in_order, counsellor).in_bulk(list(numbers.object_list))
    return numbers, [rows[pk] for pk in numbers.object_list if pk in rows]


def _loaded(people: QuerySet[Responsibility], counsellor: Counsellor) -> QuerySet[Any]:
    replies = replies_waiting_for(counsellor).filter(conversation__citizen=OuterRef("citizen"))
    wishes = wishes_for(counsellor).filter(citizen=OuterRef("citizen"))
    talks = _talks(counsellor).filter(citizen=OuterRef("citizen"))
    return people.select_related("citizen", "card__responsibility__counsellor").annotate(
        reply_id=Subquery(replies.order_by("pk").values("conversation__public_id")[:1]),
        left_a_wish=Exists(wishes),
        last_talk_at=Subquery(talks.order_by("-last_event_at").values("last_event_at")[:1]),
        asked_for_a_talk=Exists(talks_asked_of(counsellor).filter(citizen=OuterRef("citizen"))),
        asked_for_a_call=Exists(
            calls_asked_of(counsellor).filter(thread__citizen=OuterRef("citizen"))
        ),
    )


def _narrowed(
    people: QuerySet[Responsibility], counsellor: Counsellor, wanted: Wanted, now: datetime
) -> QuerySet[Responsibility]:
    together = _together(counsellor)
    if wanted.topic:
        people = _with(people, together.filter(topic=wanted.topic))
    if wanted.is_waiting:
        people = people.filter(waiting_for(counsellor, now=now))
    people = _by_step(people, wanted.step, now)
    return _by_next(_by_last(people, counsellor, wanted.last, now), together, wanted.next, now)


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
    counsellor: Counsellor,
    which: Last | None,
    now: datetime,
) -> QuerySet[Responsibility]:
    if which == Last.WITHIN_A_WEEK:
        return people.filter(_met_since(counsellor, now - A_WEEK, now=now))
    if which == Last.WITHIN_THIRTY_DAYS:
        return people.filter(_met_since(counsellor, now - THIRTY_DAYS, now=now))
    if which == Last.LONGER_AGO:
        return people.exclude(_met_since(counsellor, now - THIRTY_DAYS, now=now))
    return people


def _met_since(counsellor: Counsellor, since: datetime, *, now: datetime) -> Q:
    """A conversation that is over, a chat or a call with this counsellor."""
    over = _together(counsellor).filter(during__endswith__lte=now, during__endswith__gt=since)
    talks = _talks(counsellor).filter(last_event_at__gt=since)
    return Q(citizen__in=over.values("citizen")) | Q(citizen__in=talks.values("citizen"))


def _by_step(
    people: QuerySet[Responsibility], which: Step | None, now: datetime
) -> QuerySet[Responsibility]:
    theirs = steps_ahead(counsellor=OuterRef("counsellor"), now=now)
    steps = theirs.filter(note__conversation__citizen=OuterRef("citizen")).order_by()
    today = in_copenhagen(now).date()
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


def _talks(counsellor: Counsellor) -> QuerySet[Thread]:
    """Chats with this counsellor, and the calls in them."""
    return Thread.objects.filter(counsellor=counsellor, citizen__isnull=False, erased_at=None)


def _with(
    people: QuerySet[Responsibility], talks: ConversationQuerySet
) -> QuerySet[Responsibility]:
    return people.filter(citizen__in=talks.values("citizen"))


def _without(
    people: QuerySet[Responsibility], talks: ConversationQuerySet
) -> QuerySet[Responsibility]:
    return people.exclude(citizen__in=talks.values("citizen"))


def _people(rows: list[Any], counsellor: Counsellor, now: datetime) -> list[Person]:
    """What lies beside today, looked up for one page of people at once."""
    citizens = [row.citizen_id for row in rows]
    talks = _together(counsellor).filter(citizen__in=citizens).select_related("topic", "centre")
    next_of: dict[int | None, Conversation] = {}
    last_of: dict[int | None, Conversation] = {}
    for talk in talks.order_by("during"):
        if talk.ends_at <= now:
            last_of[talk.citizen_id] = talk
        else:
            next_of.setdefault(talk.citizen_id, talk)
    steps = _steps_of(citizens, counsellor, now)
    return [
        Person(
            responsibility=row,
            next=next_of.get(row.citizen_id),
            last=last_of.get(row.citizen_id),
            last_talk_at=row.last_talk_at,
            step=next(iter(steps[row.citizen_id]), None),
            reply=row.reply_id,
            left_a_wish=row.left_a_wish,
            asked_for_a_talk=row.asked_for_a_talk,
            asked_for_a_call=row.asked_for_a_call,
            step_due=next(
                (step.conversation for step in steps[row.citizen_id] if step.is_due_by_me), None
            ),
        )
        for row in rows
    ]


def _steps_of(
    citizens: list[int], counsellor: Counsellor, now: datetime
) -> dict[int, list[NextStep]]:
    """By citizen, the earliest first."""
    today = in_copenhagen(now).date()
    found: dict[int, list[NextStep]] = {citizen: [] for citizen in citizens}
    steps = steps_ahead(counsellor=counsellor, now=now).filter(
        note__conversation__citizen__in=citizens
    )
    for citizen, conversation, who, first, last, what, by_whom, by_day in steps.values_list(
        "note__conversation__citizen",
        "note__conversation__public_id",
        "note__conversation__counsellor",
        "note__conversation__counsellor__first_name",
        "note__conversation__counsellor__last_name",
        "what",
        "by_whom",
        "by_day",
    ):
        colleague = "" if who == counsellor.pk else f"{first} {last}"
        found[citizen].append(NextStep(what, by_whom, by_day, colleague, today, conversation))
    return found
