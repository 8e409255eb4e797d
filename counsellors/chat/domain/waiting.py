"""For whom something waits unread, decided from the read marks alone, once per person and number.

Sockets say nothing here: an open stream is no reader, and a closed one no absence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from counsellors.chat.enums import Side

# Long enough to answer from an open page, short enough that nobody waits without knowing.
READ_WITHIN = timedelta(minutes=3)
# Older than this nobody is told any more: the clockwork stood still, and it is old news.
AT_MOST = timedelta(days=2)

# A file waits from the moment it can be opened: that event is the house's, so whose file it is says
# the one that sent it. See also `_news_for` in reading.py, which marks what this asks for.
# The outer conditions are asked again of a row that another worker has just changed, so that of two
# who look at the same moment one finds it.
CLAIM = """
    UPDATE counsellors_participant place SET told_seq = waits.seq
    FROM (
        SELECT p.id, max(e.seq) AS seq
        FROM counsellors_thread t
        JOIN counsellors_participant p ON p.thread_id = t.id AND p.left_at IS NULL
        JOIN counsellors_event e ON e.thread_id = t.id
            AND e.seq > greatest(p.read_seq, p.told_seq)
            AND (
                e.kind = 'message' AND e.changed <> 'redaction'
                AND e.counsellor_id IS DISTINCT FROM p.counsellor_id
                OR e.kind = 'file' AND e.facts ->> 'state' = 'ready' AND EXISTS (
                    SELECT 1 FROM counsellors_event sent
                    WHERE sent.thread_id = e.thread_id AND sent.seq < e.seq
                        AND sent.kind = 'file' AND sent.changed <> 'redaction'
                        AND sent.facts ->> 'file' = e.facts ->> 'file'
                        AND sent.facts ->> 'state' = 'checking'
                        AND sent.counsellor_id IS DISTINCT FROM p.counsellor_id
                )
            )
        WHERE t.last_event_at > %(oldest)s AND t.erased_at IS NULL
            AND (p.counsellor_id IS NOT NULL) IS DISTINCT FROM %(not_of)s
        GROUP BY p.id HAVING min(e.at) <= %(unread_since)s
    ) waits
    WHERE place.id = waits.id AND place.told_seq < waits.seq AND place.read_seq < waits.seq
    RETURNING place.thread_id, place.counsellor_id, waits.seq
"""


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody has not read up to `seq`. `counsellor_id` None is the citizen of the thread."""

    thread_id: int
    counsellor_id: int | None
    seq: int

    @property
    def effect_key(self) -> str:
        """What a message about it is called in the outbox."""
        return f"chat:{self.thread_id}:{self.counsellor_id or 'citizen'}:{self.seq}"


def claim_who_waits(*, now: datetime, side: Side | None = None) -> list[Waits]:
    """Everybody with something unread for three minutes whom nobody has told; from here on they
    count as told. Queue what tells them in the same transaction: it refuses to run outside one.

    `side` is whose letters the caller writes: the citizens', or those at work; None for both.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("who waits is claimed in the transaction that queues what tells them")
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
            {
                "oldest": now - AT_MOST,
                "unread_since": now - READ_WITHIN,
                "not_of": None if side is None else side != Side.COUNSELLOR,
            },
        )
        return [Waits(*row) for row in cursor.fetchall()]
