"""What happened after number M, without holes; and how far somebody has read."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from counsellors.chat.enums import EventKind
from counsellors.chat.models import Event, Participant, Thread

from .log import NewEvent, append
from .refusals import HoleInThread, ThreadIsOver
from .seats import Seat

logger = logging.getLogger(__name__)

MOST_EVENTS = 200

# The mark only ever moves forward, whatever tabs and phones report in whatever order. Somebody
# without a place in the thread leaves no mark: a colleague who looks at the queue is not a reader.
MOVE_MARK = """
    UPDATE counsellors_participant SET read_seq = %s
    WHERE thread_id = %s AND counsellor_id IS NOT DISTINCT FROM %s
    AND left_at IS NULL AND read_seq < %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Events `after`+1 … `last` in order, and `thread_is_at`, the thread's own latest number.

    `is_reset`: what the reader has is of no use (older than retention, deleted, or of a time that
    was restored away). `events` are then a fresh snapshot, the latest ones, and `after` the number
    before its first. `messages` are the messages that edits and redactions in here are about, as
    they are now.
    """

    after: int
    thread_is_at: int
    events: list[Event]
    is_reset: bool = False
    messages: dict[int, Event] = field(default_factory=dict)

    @property
    def last(self) -> int:
        return self.events[-1].seq if self.events else self.after

    @property
    def has_more(self) -> bool:
        return self.last < self.thread_is_at


def events_after(*, thread: Thread, after: int, at_most: int = MOST_EVENTS) -> Events:
    """What came after number `after` (0: from the beginning), at most `at_most` events.

    Where the thread is, is taken from `thread`: whoever hands it over has just read it, with the
    right to do so. Two queries at most. Raises HoleInThread, and alerts, when a number is missing.
    """
    first, last = thread.first_seq, thread.last_seq
    # What was deleted must leave a page that is still open somewhere, however far it had come.
    is_deleted = thread.erased_at is not None and after < first
    if is_deleted or not first - 1 <= after <= last:
        return _snapshot(thread, first=first, last=last, at_most=at_most)
    events = _events(thread, after=after, up_to=min(last, after + at_most))
    if len(events) != min(at_most, last - after):
        thread.refresh_from_db(fields=["first_seq", "last_seq"])
        if thread.first_seq > first:
            # Not a hole: the numbers went past retention between the two questions.
            return events_after(thread=thread, after=after, at_most=at_most)
        _alert(thread, after=after, last=last, found=[event.seq for event in events])
    return Events(
        after=after, thread_is_at=last, events=events, messages=_mentioned(thread, events)
    )


def latest_events(*, thread: Thread, at_most: int = MOST_EVENTS) -> Events:
    """A fresh page: the newest `at_most` events."""
    return _snapshot(thread, first=thread.first_seq, last=thread.last_seq, at_most=at_most)


def events_before(*, thread: Thread, before: int, at_most: int = MOST_EVENTS) -> Events:
    """The older part of a page that begins at `before`: at most `at_most` events up to that one,
    none when there are no older ones. A snapshot, as `latest_events` is.
    """
    last = min(thread.last_seq, max(before, thread.first_seq) - 1)
    return _snapshot(thread, first=thread.first_seq, last=last, at_most=at_most)


def mark_read(*, seat: Seat, upto: int, now: datetime) -> int | None:
    """Somebody has seen everything up to `upto`. The number of the mark, None when it is no news.

    The mark stands at the last news of somebody else: what one wrote oneself is none, and nor are
    marks, or two open pages would answer each other for ever.
    """
    news = _news_for(seat).filter(seq__lte=upto).order_by("-seq")
    seen = news.values_list("seq", flat=True).first()
    if seen is None or _read_up_to(seat) >= seen:
        return None
    try:
        return _mark(seat, seen, now=now)
    except ThreadIsOver:
        # Erased at this very moment: nothing is left to be read.
        return None


def _news_for(seat: Seat) -> QuerySet[Event]:
    """What somebody else has said, and their files from when they can be opened. See also `CLAIM`
    in waiting.py, which tells of what is not marked.
    """
    here = Event.objects.filter(thread=seat.thread_id)
    own = Q(side=seat.side, counsellor=seat.counsellor_id)
    sent = here.filter(
        ~own, kind=EventKind.FILE, facts__state="checking", facts__file=OuterRef("facts__file")
    )
    is_ready = Q(Exists(sent), kind=EventKind.FILE, facts__state="ready")
    return here.filter(~own & Q(kind=EventKind.MESSAGE) | is_ready)


def _mark(seat: Seat, seen: int, *, now: datetime) -> int | None:
    with transaction.atomic():
        read = NewEvent(kind=EventKind.READ, about=seen, may_follow_the_end=True)
        number = append(read, seat=seat, now=now)
        with connection.cursor() as cursor:
            cursor.execute(MOVE_MARK, [seen, seat.thread_id, seat.counsellor_id, seen])
            if cursor.rowcount == 0:
                # Another tab of the same person was first, or they have no place here.
                transaction.set_rollback(True)
                return None
    return number


def _read_up_to(seat: Seat) -> int:
    place = Participant.objects.filter(thread=seat.thread_id, counsellor=seat.counsellor_id)
    found = place.values_list("read_seq", flat=True).first()
    return found or 0


def _snapshot(thread: Thread, *, first: int, last: int, at_most: int) -> Events:
    last = max(last, first - 1)
    after = max(first - 1, last - at_most)
    events = _events(thread, after=after, up_to=last)
    if len(events) != last - after:
        thread.refresh_from_db(fields=["first_seq", "last_seq"])
        if thread.first_seq <= first:
            _alert(thread, after=after, last=last, found=[event.seq for event in events])
        return _snapshot(thread, first=thread.first_seq, last=last, at_most=at_most)
    return Events(
        after=after,
        thread_is_at=last,
        events=events,
        is_reset=True,
        messages=_mentioned(thread, events),
    )


def _events(thread: Thread, *, after: int, up_to: int) -> list[Event]:
    # The bounds were read first, so every number up to them is committed and visible.
    rows = Event.objects.filter(thread=thread, seq__gt=after, seq__lte=up_to)
    return list(rows.select_related("counsellor").order_by("seq"))


def _mentioned(thread: Thread, events: list[Event]) -> dict[int, Event]:
    changes = {EventKind.EDIT, EventKind.REDACTION}
    wanted = {event.about for event in events if event.kind in changes and event.about}
    missing = wanted - {event.seq for event in events}
    found = {event.seq: event for event in events if event.seq in wanted}
    if missing:
        rows = Event.objects.filter(thread=thread, seq__in=missing).select_related("counsellor")
        found |= {event.seq: event for event in rows}
    return found


def _alert(thread: Thread, *, after: int, last: int, found: list[int]) -> None:
    missing = sorted(set(range(after + 1, last + 1)) - set(found))[:5]
    logger.critical("a hole in thread %s: numbers %s are missing", thread.pk, missing)
    raise HoleInThread(f"thread {thread.pk}: {missing} of {after + 1}…{last} are missing")
