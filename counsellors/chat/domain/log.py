"""The one place that writes a number: gapless per thread, in the order of commits.

`UPDATE … last_seq + 1 … RETURNING` holds the thread's row until the transaction ends. So whoever
gets number 8 has waited for 7 to be committed or undone, and a number that is undone is given
again. A sequence of the database, a timestamp or an id of the whole table could not promise that:
8 may be seen while 7 is still to come, and a reader who went on "after 8" would never see 7.

Lock order: the form's submission, then the thread, then its participants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from counsellors.chat.enums import EventKind, Side
from counsellors.chat.models import Event, Thread
from jobcenter.shared.bells import ring, ring_kick

from .refusals import ThreadIsOver
from .seats import Seat

# FOR NO KEY UPDATE is what this UPDATE takes: foreign keys to the thread are not held up by it.
NEXT = """
    UPDATE counsellors_thread SET last_seq = last_seq + 1, last_event_at = %s
    WHERE id = %s AND erased_at IS NULL AND (ended_at IS NULL OR %s)
    RETURNING last_seq, public_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What is to be written; who writes it is a `Seat`, the number follows.

    `may_follow_the_end` for what can still happen to a thread that has ended: it is read, erased.
    """

    kind: EventKind
    words: str = ""
    about: int | None = None
    facts: Mapping[str, str | int | bool] | None = None
    may_follow_the_end: bool = False


def append(event: NewEvent, *, seat: Seat, now: datetime) -> int:
    """Write `event` as the thread's next number, and ring when it is committed.

    Raises ThreadIsOver. Refuses to run outside a transaction, which must stay short: no mail, no
    network, no rendering, because everybody who writes in this thread waits for its end.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given inside the transaction that writes its event")
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [now, seat.thread_id, event.may_follow_the_end])
        row = cursor.fetchone()
    if row is None:
        raise ThreadIsOver
    seq, public_id = row
    Event.objects.create(
        thread_id=seat.thread_id,
        seq=seq,
        kind=event.kind,
        side=seat.side,
        counsellor_id=seat.counsellor_id,
        words=event.words,
        about=event.about,
        facts=dict(event.facts or {}),
        at=now,
    )
    transaction.on_commit(lambda: ring(thread=public_id, seq=seq), robust=True)
    return int(seq)


def change_rights(seat: Seat) -> None:
    """Call it where somebody gains or loses the right to read: open streams are asked anew.

    The thread's row must be locked already, by `append`.
    """
    Thread.objects.filter(pk=seat.thread_id).update(rights_version=F("rights_version") + 1)
    transaction.on_commit(lambda: ring_kick(thread=seat.public_id), robust=True)


def house_at(thread: Thread) -> Seat:
    """The house itself, for what happens by the clock."""
    return Seat(thread_id=thread.pk, public_id=thread.public_id, side=Side.HOUSE)
