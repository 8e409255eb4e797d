"""The engine's questions to the database: three, whatever the number of counsellors.

They are written in SQL because the engine wants plain integers in bulk. Ranges of time come packed
into one value per counsellor, in PostgreSQL's own binary form: 7,500 conversations arrive four
times as fast as by rows of numbers, and forty times as fast as by range objects.

The table of conversations belongs to the room above this one (a conversation knows the counsellor's
hours, not the other way round), so it is read here by name and never imported. It is read nowhere
else below `counsellors.conversations`; the names and the status are held in `_CONVERSATIONS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from struct import Struct
from typing import Any, NamedTuple

from django.db import connection

from jobcenter.shared.periods import period

from .strips import Columns

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
    it still replaces the weekly hours. `modes` is an array as text, "{phone,video}".
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
       modes::text, knows_topic, speaks_language
FROM weekly
UNION ALL
SELECT 's', s.counsellor_id, coalesce(place.id, 0), s.on_date - date '0001-01-01' + 1,
       lower(s.minutes), upper(s.minutes), 0, 0,
       s.modes::text, person.knows_topic, person.speaks_language
FROM counsellors_specialday s
JOIN person ON person.id = s.counsellor_id
LEFT JOIN place ON place.id = s.centre_id
WHERE s.on_date >= %(first)s::date AND s.on_date < %(end)s::date
  AND (place.id IS NOT NULL OR s.counsellor_id IN (SELECT counsellor_id FROM weekly))
UNION ALL
SELECT 'x', 0, e.centre_id, e.on_date - date '0001-01-01' + 1,
       lower(e.minutes), upper(e.minutes), 0, 0, '{}', true, true
FROM centres_openingexception e
JOIN place ON place.id = e.centre_id
WHERE e.on_date >= %(first)s::date AND e.on_date < %(end)s::date
"""

# Written so that the planner drops it when nothing is ignored: then the index alone has the answer.
_NOT_IGNORED = "(%(ignoring)s::bigint IS NULL OR v.id <> %(ignoring)s::bigint)"

# string_agg of range_send is NULL where nothing is taken. The subqueries read one counsellor at a
# time through the GiST indexes that start with the counsellor, so that a long past costs nothing.
_TAKEN = f"""
SELECT k.id,
       (SELECT string_agg(range_send(a.during), ''::bytea) FROM counsellors_absence a
        WHERE a.counsellor_id = k.id AND a.during && %(window)s::tstzrange),
       (SELECT string_agg(range_send(b.during), ''::bytea) FROM counsellors_busytime b
        WHERE b.counsellor_id = k.id AND b.during && %(window)s::tstzrange),
       (SELECT string_agg(range_send(v.occupies), ''::bytea) FROM {_CONVERSATIONS} v
        WHERE v.counsellor_id = k.id AND v.occupies && %(window)s::tstzrange
          AND v.{_BOOKED} AND {_NOT_IGNORED})
FROM unnest(%(counsellors)s::bigint[]) AS k (id)
"""  # noqa: S608  constants of this file

_ROOMS = f"""
SELECT r.centre_id, r.id,
       (SELECT string_agg(range_send(v.during), ''::bytea) FROM {_CONVERSATIONS} v
        WHERE v.room_id = r.id AND v.during && %(window)s::tstzrange
          AND v.{_BOOKED} AND {_NOT_IGNORED})
FROM centres_room r
WHERE r.is_bookable AND r.centre_id = ANY (%(centres)s::bigint[])
  AND (r.is_step_free OR NOT %(step_free)s) AND (r.is_quiet OR NOT %(quiet)s)
"""  # noqa: S608  constants of this file

_TOUCHED = f"""
SELECT v.public_id FROM {_CONVERSATIONS} v
WHERE v.counsellor_id = %(counsellor)s AND v.{_BOOKED} AND v.during && %(window)s::tstzrange
ORDER BY lower(v.during)
"""  # noqa: S608  constants of this file


class Taken(NamedTuple):
    """Spans of one counsellor that are not free, in no order."""

    absent: Columns
    busy: Columns
    booked: Columns


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
) -> dict[int, Taken]:
    """What touches [start, end), for each counsellor. One query."""
    parameters = {
        "counsellors": list(counsellor_ids),
        "window": period(start, end),
        "ignoring": ignoring_conversation_id,
    }
    return {
        counsellor_id: Taken(*(_columns(ranges) for ranges in packed))
        for counsellor_id, *packed in _rows(_TAKEN, parameters)
    }


def read_rooms(
    centre_ids: Collection[int],
    *,
    needs: frozenset[str],
    start: datetime,
    end: datetime,
    ignoring_conversation_id: int | None,
) -> dict[int, dict[int, Columns]]:
    """{centre: {room: taken spans}} of the bookable rooms that meet `needs`. One query."""
    parameters = {
        "centres": list(centre_ids),
        "step_free": "step_free" in needs,
        "quiet": "quiet_room" in needs,
        "window": period(start, end),
        "ignoring": ignoring_conversation_id,
    }
    rooms: dict[int, dict[int, Columns]] = {}
    for centre_id, room_id, ranges in _rows(_ROOMS, parameters):
        rooms.setdefault(centre_id, {})[room_id] = _columns(ranges)
    return rooms


def read_touched_conversations(counsellor_id: int, *, start: datetime, end: datetime) -> list[str]:
    """Public ids of the booked conversations that overlap [start, end), earliest first."""
    parameters = {"counsellor": counsellor_id, "window": period(start, end)}
    return [public_id for (public_id,) in _rows(_TOUCHED, parameters)]


def _rows(sql: str, parameters: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


# A bounded range of timestamps as PostgreSQL sends it: one byte of flags, then for each bound its
# length (8) and its microseconds since the year 2000.
_RANGE = Struct(">x4xq4xq")
_MICROSECONDS = 60_000_000
_YEAR_2000 = 15_778_080  # in minutes since 1970


def _columns(ranges: bytes | None) -> Columns:
    """Packed ranges as minutes, rounded outwards: a second that is taken takes its minute."""
    if ranges is None:
        return [], []
    starts = [lower // _MICROSECONDS + _YEAR_2000 for lower, _ in _RANGE.iter_unpack(ranges)]
    ends = [_YEAR_2000 - -upper // _MICROSECONDS for _, upper in _RANGE.iter_unpack(ranges)]
    return starts, ends
