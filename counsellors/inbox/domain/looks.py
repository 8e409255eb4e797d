"""One line in the read log for a look that lasts, however often the list is refreshed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from counsellors.chat.access import A_LOOK
from counsellors.inbox.models import DeskLook
from counsellors.people.models import Counsellor

# Whoever holds the row is alone with the question: two tabs that refresh at once begin one look.
BEGIN = """
    INSERT INTO counsellors_desklook (thread_id, counsellor_id, lasts_until)
    SELECT thread, %(counsellor)s, %(until)s FROM unnest(%(threads)s::bigint[]) AS thread
    ORDER BY thread
    ON CONFLICT ON CONSTRAINT one_look_of_a_counsellor_at_a_thread
    DO UPDATE SET lasts_until = excluded.lasts_until
    WHERE counsellors_desklook.lasts_until <= %(now)s
    RETURNING thread_id
"""


def begin_looks(*, counsellor: Counsellor, threads: Iterable[int], now: datetime) -> set[int]:
    """Of these threads (primary keys) the ones at which a look begins now, to be written down in
    the same transaction. At the others the look that stands in the log goes on.
    """
    wanted = sorted(threads)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            BEGIN,
            {
                "threads": wanted,
                "counsellor": counsellor.pk,
                "until": now + A_LOOK,
                "now": now,
            },
        )
        return {thread for (thread,) in cursor.fetchall()}


def forget_past_looks(*, now: datetime) -> int:
    """Those whose line in the log has long been written; how many."""
    return DeskLook.objects.filter(lasts_until__lte=now).delete()[0]
