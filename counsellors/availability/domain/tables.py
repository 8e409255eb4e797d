"""The engine's questions to the database: three, whatever the number of counsellors.

They are written in SQL because the engine wants plain integers in bulk: as model instances with
range objects the same rows cost ten times the time.

The table of conversations belongs to the room above this one (a conversation knows the counsellor's
hours, not the other way round), so it is read here by name and never imported. It is read nowhere
else below `counsellors.conversations`; the names and the status are held in `_CONVERSATIONS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from jobcenter.shared.periods import period

from .sweep import Span

_CONVERSATIONS = "counsellors_conversation"
_BOOKED = "status = 'booked'"  # the condition of the exclusion constraints, and of their indexes

# What a weekly row without a first or last date has instead: ordinals of no real date.
_ALWAYS, _FOR_EVER = 0, 10_000_000


class Scope(NamedTuple):
    """Which calendars to look at. None means all; days are ordinals, [first_day, end_day)."""

    centre_ids: list[int] | None
    counsellor_ids: list[int] | None
    topic_id: int | None
    language: str | None
    first_day: int
    end_day: int


class HoursRow(NamedTuple):
    """One row of working hours (`w`), a special day (`s`) or a centre's exception (`x`).

    `day` is an ISO weekday for `w`, an ordinal otherwise; only `w` has days of validity. Minutes
    are wall minutes, None where the row says "not at all". `counsellor_id` is 0 for `x`;
    `centre_id` is 0 where a special day lies at a centre that was not asked for or is not public:
    it still replaces the weekly hours.
    """

    kind: str
    counsellor_id: int
    centre_id: int
    day: int
    from_wall: int | None
    to_wall: int | None
    valid_from: int
    valid_until: int
    modes: str
    knows_topic: bool
    speaks_language: bool

    @property
    def hours(self) -> tuple[int, int] | None:
        if self.from_wall is None or self.to_wall is None:
            return None
        return self.from_wall, self.to_wall


_HOURS = """
WITH person AS (
    SELECT k.id,
           (%(topic)s::bigint IS NULL OR EXISTS (
               SELECT FROM counsellors_counsellor_topics t
               WHERE t.counsellor_id = k.id AND t.topic_id = %(topic)s::bigint)) AS knows_topic,
           (%(language)s::text IS NULL
               OR %(language)s::text = ANY (k.languages)) AS speaks_language
    FROM counsellors_counsellor k
    WHERE k.is_active
      AND (%(counsellors)s::bigint[] IS NULL OR k.id = ANY (%(counsellors)s::bigint[]))
), place AS (
    SELECT c.id FROM centres_centre c
    WHERE c.is_published
      AND (%(centres)s::bigint[] IS NULL OR c.id = ANY (%(centres)s::bigint[]))
), weekly AS (
    SELECT h.counsellor_id, h.centre_id, h.weekday, h.minutes, h.valid_on, h.modes,
           person.knows_topic, person.speaks_language
    FROM counsellors_workinghours h
    JOIN person ON person.id = h.counsellor_id
    JOIN place ON place.id = h.centre_id
    WHERE h.valid_on && daterange(%(first)s::date, %(end)s::date)
)
SELECT 'w', counsellor_id, centre_id, weekday::int, lower(minutes), upper(minutes),
       coalesce(lower(valid_on) - date '0001-01-01' + 1, %(always)s),
       coalesce(upper(valid_on) - date '0001-01-01' + 1, %(for_ever)s),
       array_to_string(modes, ' '), knows_topic, speaks_language
FROM weekly
UNION ALL
SELECT 's', s.counsellor_id, coalesce(place.id, 0), s.on_date - date '0001-01-01' + 1,
       lower(s.minutes), upper(s.minutes), 0, 0,
       array_to_string(s.modes, ' '), person.knows_topic, person.speaks_language
FROM counsellors_specialday s
JOIN person ON person.id = s.counsellor_id
LEFT JOIN place ON place.id = s.centre_id
WHERE s.on_date >= %(first)s::date AND s.on_date < %(end)s::date
  AND (place.id IS NOT NULL OR s.counsellor_id IN (SELECT counsellor_id FROM weekly))
UNION ALL
SELECT 'x', 0, e.centre_id, e.on_date - date '0001-01-01' + 1,
       lower(e.minutes), upper(e.minutes), 0, 0, '', true, true
FROM centres_openingexception e
JOIN place ON place.id = e.centre_id
WHERE e.on_date >= %(first)s::date AND e.on_date < %(end)s::date
"""

# Minutes are rounded outwards: a second that is taken takes its minute.
_MINUTES = """
    floor(date_part('epoch', lower({0})) / 60)::int, ceil(date_part('epoch', upper({0})) / 60)::int
"""

_TAKEN = f"""
SELECT 'absent', a.counsellor_id, {_MINUTES.format("a.during")}
FROM unnest(%(counsellors)s::bigint[]) AS k (id)
JOIN counsellors_absence a ON a.counsellor_id = k.id AND a.during && %(window)s::tstzrange
UNION ALL
SELECT 'busy', b.counsellor_id, {_MINUTES.format("b.during")}
FROM unnest(%(counsellors)s::bigint[]) AS k (id)
JOIN counsellors_busytime b ON b.counsellor_id = k.id AND b.during && %(window)s::tstzrange
UNION ALL
SELECT 'booked', v.counsellor_id, {_MINUTES.format("v.occupies")}
FROM unnest(%(counsellors)s::bigint[]) AS k (id)
JOIN {_CONVERSATIONS} v ON v.counsellor_id = k.id AND v.occupies && %(window)s::tstzrange
WHERE v.{_BOOKED} AND v.id IS DISTINCT FROM %(ignoring)s::bigint
"""  # noqa: S608  constants of this file

_ROOMS = f"""
SELECT r.centre_id, r.id, {_MINUTES.format("v.during")}
FROM centres_room r
LEFT JOIN {_CONVERSATIONS} v
       ON v.room_id = r.id AND v.{_BOOKED} AND v.during && %(window)s::tstzrange
      AND v.id IS DISTINCT FROM %(ignoring)s::bigint
WHERE r.is_bookable AND r.centre_id = ANY (%(centres)s::bigint[])
  AND (r.is_step_free OR NOT %(step_free)s) AND (r.is_quiet OR NOT %(quiet)s)
"""  # noqa: S608  constants of this file

_TOUCHED = f"""
SELECT v.public_id FROM {_CONVERSATIONS} v
WHERE v.counsellor_id = %(counsellor)s AND v.{_BOOKED} AND v.during && %(window)s::tstzrange
ORDER BY lower(v.during)
"""  # noqa: S608  constants of this file

TakenByCounsellor = dict[int, dict[str, list[Span]]]
TakenByRoom = dict[int, dict[int, list[Span]]]


def read_hours(scope: Scope) -> list[HoursRow]:
    """Working hours, special days and centres' exceptions in `scope`, of active counsellors at
    published centres only. One query.
    """
    rows = _rows(
        _HOURS,
        {
            "topic": scope.topic_id,
            "language": scope.language,
            "counsellors": scope.counsellor_ids,
            "centres": scope.centre_ids,
            "first": datetime.fromordinal(scope.first_day).date(),
            "end": datetime.fromordinal(scope.end_day).date(),
            "always": _ALWAYS,
            "for_ever": _FOR_EVER,
        },
    )
    return [HoursRow(*row) for row in rows]


def read_taken(
    counsellor_ids: Collection[int],
    *,
    start: datetime,
    end: datetime,
    ignoring_conversation_id: int | None,
) -> TakenByCounsellor:
    """{counsellor: {"absent" | "busy" | "booked": spans}} that touch [start, end). One query."""
    taken: TakenByCounsellor = {}
    parameters = {
        "counsellors": list(counsellor_ids),
        "window": period(start, end),
        "ignoring": ignoring_conversation_id,
    }
    for kind, counsellor_id, taken_from, taken_until in _rows(_TAKEN, parameters):
        of_counsellor = taken.setdefault(counsellor_id, {})
        of_counsellor.setdefault(kind, []).append((taken_from, taken_until))
    return taken


def read_rooms(
    centre_ids: Collection[int],
    *,
    needs: frozenset[str],
    start: datetime,
    end: datetime,
    ignoring_conversation_id: int | None,
) -> TakenByRoom:
    """{centre: {room: taken spans}} of the bookable rooms that meet `needs`. One query."""
    rooms: TakenByRoom = {}
    parameters = {
        "centres": list(centre_ids),
        "step_free": "step_free" in needs,
        "quiet": "quiet_room" in needs,
        "window": period(start, end),
        "ignoring": ignoring_conversation_id,
    }
    for centre_id, room_id, taken_from, taken_until in _rows(_ROOMS, parameters):
        taken = rooms.setdefault(centre_id, {}).setdefault(room_id, [])
        if taken_from is not None:
            taken.append((taken_from, taken_until))
    return rooms


def read_touched_conversations(counsellor_id: int, *, start: datetime, end: datetime) -> list[str]:
    """Public ids of the booked conversations that overlap [start, end), earliest first."""
    parameters = {"counsellor": counsellor_id, "window": period(start, end)}
    return [public_id for (public_id,) in _rows(_TOUCHED, parameters)]


def _rows(sql: str, parameters: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
