"""A counsellor's days: conversations, the gaps between them, and what else takes the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from counsellors.responsibility.models import Responsibility
from counsellors.workday.enums import Stretch
from jobcenter.shared.periods import local_day, period
from jobcenter.ui.dates import in_copenhagen

from .spans import Span, without
from .times import DayTimes, times_of

# Shorter gaps are a breath, not something to plan with.
SHORTEST_GAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation as the moment of looking sees it."""

    conversation: Conversation
    has_begun: bool
    is_over: bool
    # Of somebody met on an earlier day only the name and the hours are shown.
    is_of_the_past: bool
    has_own_counsellor: bool

    @property
    def may_be_offered_to_go_on(self) -> bool:
        return self.has_begun and not self.has_own_counsellor and self.conversation.can_be_answered


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the day, in the order of the clock; `talk` for a conversation."""

    kind: Stretch
    start: datetime
    end: datetime
    talk: Talk | None = None


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    entries: list[Entry]

    @property
    def talks(self) -> list[Talk]:
        return [entry.talk for entry in self.entries if entry.talk]


def read_days(*, counsellor: Counsellor, first: date, days: int, now: datetime) -> list[Day]:
    """`days` local dates from `first` on. Two queries, however many conversations there are."""
    until = first + timedelta(days=days)
    talks = [
        talk_of(conversation, now=now)
        for conversation in conversations_between(counsellor, first=first, until=until, now=now)
    ]
    times = times_of(counsellor, first=first, days=days)
    return [
        Day(day, _entries([talk for talk in talks if _date_of(talk) == day], those, now=now))
        for day, those in times.items()
    ]


def conversations_between(
    counsellor: Counsellor, *, first: date, until: date, now: datetime
) -> QuerySet[Conversation]:
    """The counsellor's own booked ones that begin on these dates ([first, until)), next one first.

    The condition on `occupies` is the one the exclusion constraint's index answers: the past is
    never read.
    """
    window = period(local_day(first).lower, local_day(until).lower)
    return own_conversations_of(counsellor, now=now).filter(
        occupies__overlap=window,
        during__startswith__gte=window.lower,
        during__startswith__lt=window.upper,
    )


def own_conversations_of(counsellor: Counsellor, *, now: datetime) -> QuerySet[Conversation]:
    """Booked and still about somebody (what is kept has a citizen); `has_own` says whether the
    person has an own counsellor.
    """
    held = Responsibility.objects.current().filter(citizen=OuterRef("citizen"))
    return (
        Conversation.objects.booked()
        .kept(now)
        .filter(counsellor=as_bigint(counsellor.pk))
        .with_people_and_place()
        .annotate(has_own=Exists(held))
        .order_by("during")
    )


def as_bigint(number: int) -> Cast:
    """As wide as the column: GiST does not compare a bigint with a bare literal, and the index of
    the constraint would be searched by time alone, through everybody's days.
    """
    return Cast(Value(number), BigIntegerField())


def talk_of(conversation: Conversation, *, now: datetime) -> Talk:
    """Expects a row of `own_conversations_of`."""
    today = in_copenhagen(now).date()
    return Talk(
        conversation=conversation,
        has_begun=conversation.has_begun(now),
        is_over=conversation.ends_at <= now,
        is_of_the_past=in_copenhagen(conversation.starts_at).date() < today,
        has_own_counsellor=bool(getattr(conversation, "has_own", False)),
    )


def _date_of(talk: Talk) -> date:
    return in_copenhagen(talk.conversation.starts_at).date()


def _entries(talks: Sequence[Talk], times: DayTimes, *, now: datetime) -> list[Entry]:
    taken = [Span(t.conversation.occupies.lower, t.conversation.occupies.upper) for t in talks]
    free = without(times.work, [*taken, *times.away, *times.busy])
    entries = [
        Entry(Stretch.TALK, talk.conversation.starts_at, talk.conversation.ends_at, talk)
        for talk in talks
    ]
    entries += [Entry(Stretch.AWAY, *span) for span in times.away]
    entries += [Entry(Stretch.BUSY, *span) for span in times.busy]
    entries += [
        Entry(Stretch.FREE, *span)
        for span in free
        # Time that has passed cannot be used.
        if span.end > now and span.end - span.start >= SHORTEST_GAP
    ]
    return sorted(entries, key=lambda entry: (entry.start, entry.end))
