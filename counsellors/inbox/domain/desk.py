"""What lies on a counsellor's desk: own talks, what waits at the houses, what colleagues have lent.

The order is that of the beginning, so nothing moves under the hand when somebody writes. Nobody is
counted and nothing is timed: a row says who, in which language, since when, and whether it is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left

from counsellors.chat.enums import EventKind, Side, WaitsAs
from counsellors.chat.models import Event, Participant, Thread, ThreadHandover
from counsellors.people.models import Counsellor
from jobcenter.ui.dates import in_copenhagen

MOST_ROWS = 200
# Enough to know what it is about; the rest stands in the talk.
LONGEST_GLIMPSE, MESSAGES_SHOWN = 240, 3
# The others have been promised a call: they stand among the calls of its day, and until then with
# what they have written.
WRITES = (WaitsAs.LINE, WaitsAs.LETTER)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One talk. `is_mine`: this counsellor sits in it, as `is_guest` in a colleague's. `words` are
    the citizen's: all of the first ones while it waits, else the last.
    """

    thread: Thread
    words: list[str]
    is_new: bool
    is_mine: bool
    is_guest: bool
    is_of_today: bool

    @property
    def shows_somebody(self) -> bool:
        return bool(self.words or self.thread.nickname)


@dataclass(frozen=True, slots=True)
class Desk:
    """`called` wait for a call and have written something meanwhile."""

    mine: list[DeskRow]
    waiting: list[DeskRow]
    called: list[DeskRow]
    lent: list[ThreadHandover]

    @property
    def rows(self) -> list[DeskRow]:
        return [*self.mine, *self.waiting, *self.called]


def read_desk(*, counsellor: Counsellor, now: datetime) -> Desk:
    """Two queries, however much lies there; at most `MOST_ROWS` talks, those of one's own first."""
    places = _places_of(counsellor)
    on_desk = Thread.objects.on_the_desk_of(counsellor).open()
    is_mine = Q(counsellor=counsellor) | Q(pk__in=places.values("thread"))
    waits = Q(counsellor=None) & (Q(waits_as__in=WRITES) | Exists(_said_in(OuterRef("pk"))))
    threads = on_desk.annotate(is_mine=ExpressionWrapper(is_mine, BooleanField()))
    found = _with_words(threads.filter(Q(is_mine=True) | waits), counsellor)
    rows = [_row(thread, counsellor, now) for thread in found]
    waiting = [row for row in rows if not row.is_mine]
    lent = ThreadHandover.objects.in_force().filter(given_by=counsellor, until__isnull=False)
    return Desk(
        mine=[row for row in rows if row.is_mine],
        waiting=[row for row in waiting if row.thread.waits_as in WRITES],
        called=[row for row in waiting if row.thread.waits_as not in WRITES],
        lent=list(lent.select_related("given_to", "thread").order_by("until", "pk")[:MOST_ROWS]),
    )


def open_talks_of(counsellor: Counsellor) -> QuerySet[Thread]:
    """Those that wait for an answer of this counsellor's, and nobody else's."""
    return Thread.objects.open().filter(counsellor=counsellor).order_by("started_at", "pk")


def _with_words(threads: QuerySet[Thread], counsellor: Counsellor) -> QuerySet[Thread]:
    """`glimpse`: the citizen's last words in a talk of one's own, the first ones in one that waits;
    `is_new`: somebody else has written what this counsellor has not seen."""
    said = _said_in(OuterRef("pk")).values_list(Left("words", LONGEST_GLIMPSE))
    last = ArraySubquery(said.order_by("-seq")[:1])
    first = ArraySubquery(said.order_by("seq")[:MESSAGES_SHOWN])
    read = _places_of(counsellor).filter(thread=OuterRef("thread")).values("read_seq")
    unread = (
        Event.objects.filter(thread=OuterRef("pk"), kind=EventKind.MESSAGE)
        .filter(seq__gt=Coalesce(Subquery(read), Value(0)))
        .exclude(words="")
        .exclude(counsellor=counsellor)
    )
    return (
        threads.select_related("citizen", "counsellor", "letter")
        .annotate(
            glimpse=Case(When(Q(("is_mine", True)), then=last), default=first),
            is_new=Exists(unread),
        )
        .order_by(F("is_mine").desc(), "started_at", "pk")[:MOST_ROWS]
    )


def _said_in(thread: OuterRef) -> QuerySet[Event]:
    said = Event.objects.filter(thread=thread, kind=EventKind.MESSAGE, side=Side.CITIZEN)
    return said.exclude(words="")


def _places_of(counsellor: Counsellor) -> QuerySet[Participant]:
    return Participant.objects.filter(counsellor=counsellor, left_at=None)


def _row(thread: Thread, counsellor: Counsellor, now: datetime) -> DeskRow:
    return DeskRow(
        thread=thread,
        words=thread.glimpse,  # type: ignore[attr-defined]  # annotated above
        is_new=thread.is_new,  # type: ignore[attr-defined]
        is_mine=thread.is_mine,  # type: ignore[attr-defined]
        is_guest=thread.counsellor_id not in {None, counsellor.pk},
        is_of_today=in_copenhagen(thread.started_at).date() == in_copenhagen(now).date(),
    )
