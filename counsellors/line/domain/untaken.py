"""Who is asked for somebody in line, and has not answered: found by the clock, told by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

# Long enough to answer from an open desk, and shorter than an own counsellor is asked alone: see
# also `ASKED_ALONE` in routes.py.
UNTAKEN_FOR = timedelta(minutes=2)

# Asked is whoever is on duty, from when their turn came: first the one who is asked alone, then the
# house, then the house that helps. `began` is the number with which this wait began: somebody who
# is put back in line later waits anew. Whoever has read or written in a talk of their own in these
# minutes sits at the desk, and the desk shows the line.
UNTAKEN = """
    SELECT DISTINCT t.id, d.counsellor_id, line.began
    FROM counsellors_thread t
    JOIN counsellors_duty d ON d.lease_until > %(now)s AND (
        d.counsellor_id = t.first_asked_id
        OR d.centre_id = t.centre_id AND (t.team_from IS NULL OR t.team_from <= %(now)s)
        OR d.centre_id = t.elsewhere_id AND t.elsewhere_from <= %(now)s
    )
    JOIN counsellors_counsellor c ON c.id = d.counsellor_id AND c.is_active
    CROSS JOIN LATERAL (
        SELECT max(e.seq) FILTER (WHERE NOT e.is_passed_on) AS began,
            max(e.at) FILTER (WHERE NOT e.is_passed_on) AS began_at,
            max(e.at) FILTER (WHERE e.why = 'team') AS team_at,
            max(e.at) FILTER (WHERE e.why = 'elsewhere') AS elsewhere_at
        FROM (
            SELECT seq, at, facts ->> 'why' AS why,
                coalesce(facts ->> 'why', '') IN ('team', 'elsewhere') AS is_passed_on
            FROM counsellors_event WHERE thread_id = t.id AND kind = 'queue_joined'
        ) e
    ) line
    WHERE t.counsellor_id IS NULL AND t.ended_at IS NULL AND t.erased_at IS NULL
        AND t.waits_as IN ('line', 'phone') AND line.began IS NOT NULL
        AND greatest(d.since, line.began_at, CASE
            WHEN d.counsellor_id = t.first_asked_id THEN NULL
            WHEN d.centre_id = t.centre_id THEN greatest(t.team_from, line.team_at)
            ELSE greatest(t.elsewhere_from, line.elsewhere_at)
        END) <= %(asked_by)s
        AND NOT EXISTS (
            SELECT 1 FROM counsellors_thread own
            JOIN counsellors_event e ON e.thread_id = own.id
                AND e.counsellor_id = d.counsellor_id AND e.at > %(asked_by)s
            WHERE own.counsellor_id = d.counsellor_id AND own.last_event_at > %(asked_by)s
        )
    ORDER BY t.id, d.counsellor_id
"""


@dataclass(frozen=True, slots=True)
class Untaken:
    """`counsellor_id` is asked for this thread, whose wait began with the event `began`."""

    thread_id: int
    counsellor_id: int
    began: int

    @property
    def effect_key(self) -> str:
        """What a message about it is called in the outbox: once per wait and person."""
        return f"line:{self.thread_id}:{self.counsellor_id}:{self.began}"


def asked_in_vain(*, now: datetime) -> list[Untaken]:
    """Everybody on duty who was asked for somebody in line, and shows no sign of having seen it.

    Also those who were told already: the effect key says so. Nothing of it is kept. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNTAKEN, {"now": now, "asked_by": now - UNTAKEN_FOR})
        return [Untaken(*row) for row in cursor.fetchall()]
