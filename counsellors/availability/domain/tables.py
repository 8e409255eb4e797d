"""The engine's questions to the database: four, whatever the number of counsellors.

They are written in SQL because the engine wants plain integers in bulk. Ranges of time come packed
into one value per counsellor, in PostgreSQL's own binary form: 7,500 conversations arrive four
times as fast as by rows of numbers, and forty times as fast as by range objects. Weekly hours that
many people share come as one row with all their ids.

The tables of conversations and of rooms that are held belong to rooms above this one (it is a
conversation that knows the counsellor's hours, not the other way round), so they are read here by
name and never imported. They are read nowhere else below `counsellors.conversations` and
`counsellors.team`; the names and the status are held in `_CONVERSATIONS` and `_ROOM_HOLDS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from struct import Struct, unpack
from typing import Any, NamedTuple

from django.db import connection

from counsellors.availability.enums import Need
from jobcenter.shared.periods import period

from .strips import Span

_CONVERSATIONS = "counsellors_conversation"
_ROOM_HOLDS = "counsellors_roomhold"
_BOOKED = "status = 'booked'"  # the condition of the exclusion constraints, and of their indexes

# What a weekly row without a first or last date has instead: ordinals of no real date.
_ALWAYS, _FOR_EVER = 0, 10_000_000


class Scope(NamedTuple):
    """Which calendars to look at. None means all; days are ordinals, [first_day, end_day), and
    `weekdays` those among them, as ISO numbers.
    """

    centre_ids: list[int] | None
    counsellor_ids: list[int] | None
    topic_id: int | None
    language: str | None
    first_day: int
    end_day: int

    @property
    def weekdays(self) -> list[int]:
        week = range(self.first_day, min(self.end_day, self.first_day + 7))
        return [(ordinal - 1) % 7 + 1 for ordinal in week]


class HoursRow(NamedTuple):
    """Working hours that some people share (`w`), a special day (`s`) or a house's exception (`x`).

    `counsellor_ids` is empty for `x` and holds one person for `s`. `day` is an ISO weekday for `w`,
    an ordinal otherwise; only `w` has days of validity. Minutes are wall minutes, None where the
    row says "not at all". `centre_id` is 0 where a special day lies at a centre that was not asked
    for or is not public: it still replaces the weekly hours. `modes` is an array as text,
    "{phone,video}".
    """

    kind: str
    counsellor_ids: tuple[int, ...]
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
      AND h.weekday = ANY (%(weekdays)s::smallint[])
)
SELECT 'w', string_agg(int8send(counsellor_id), ''::bytea), centre_id, weekday::int,
       lower(minutes), upper(minutes),
       coalesce(lower(valid_on) - date '0001-01-01' + 1, %(always)s),
       coalesce(upper(valid_on) - date '0001-01-01' + 1, %(for_ever)s),
       modes::text, knows_topic, speaks_language
FROM weekly
GROUP BY centre_id, weekday, minutes, valid_on, modes, knows_topic, speaks_language
UNION ALL
SELECT 's', int8send(s.counsellor_id), coalesce(place.id, 0), s.on_date - date '0001-01-01' + 1,
       lower(s.minutes), upper(s.minutes), 0, 0,
       s.modes::text, person.knows_topic, person.speaks_language
FROM counsellors_specialday s
JOIN person ON person.id = s.counsellor_id
LEFT JOIN place ON place.id = s.centre_id
WHERE s.on_date >= %(first)s::date AND s.on_date < %(end)s::date
  AND (place.id IS NOT NULL OR s.counsellor_id IN (SELECT counsellor_id FROM weekly))
UNION ALL
SELECT 'x', ''::bytea, e.centre_id, e.on_date - date '0001-01-01' + 1,
       lower(e.minutes), upper(e.minutes), 0, 0, '{}', true, true
FROM centres_openingexception e
JOIN place ON place.id = e.centre_id
WHERE e.on_date >= %(first)s::date AND e.on_date < %(end)s::date
"""

_PEOPLE = """
SELECT k.id, k.first_name || ' ' || k.last_name, k.buffer_before_minutes, k.buffer_after_minutes
FROM counsellors_counsellor k WHERE k.id = ANY (%(counsellors)s::bigint[])
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

# A room may be out of use without an end; packed are only ranges with two ends, so the window cuts.
_ROOMS = f"""
SELECT r.centre_id, r.id,
       (SELECT string_agg(range_send(taken.during), ''::bytea) FROM (
            SELECT v.during FROM {_CONVERSATIONS} v
            WHERE v.room_id = r.id AND v.during && %(window)s::tstzrange
              AND v.{_BOOKED} AND {_NOT_IGNORED}
            UNION ALL
            SELECT h.during * %(window)s::tstzrange FROM {_ROOM_HOLDS} h
            WHERE h.room_id = r.id AND h.during && %(window)s::tstzrange) taken)
FROM centres_room r
WHERE r.is_bookable AND r.centre_id = ANY (%(centres)s::bigint[])
  AND (r.is_step_free OR NOT %(step_free)s) AND (r.is_quiet OR NOT %(quiet)s)
"""  # noqa: S608  constants of this file

_TOUCHED = f"""
SELECT v.public_id FROM {_CONVERSATIONS} v
WHERE v.counsellor_id = %(counsellor)s AND v.{_BOOKED} AND v.during && %(window)s::tstzrange
ORDER BY lower(v.during)
"""  # noqa: S608  constants of this file


class PersonRow(NamedTuple):
    """What a search needs of a counsellor; the names are those of the model."""

    pk: int
    name: str
    buffer_before_minutes: int
    buffer_after_minutes: int


class Taken(NamedTuple):
    """What of one counsellor's time is not free, packed and in no order; see `minutes_of`."""

    absent: tuple[bytes, ...]
    busy: tuple[bytes, ...]
    booked: tuple[bytes, ...]


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
            "weekdays": scope.weekdays,
            "always": _ALWAYS,
            "for_ever": _FOR_EVER,
        },
    )
    return [HoursRow(kind, _ids(packed), *rest) for kind, packed, *rest in rows]


def read_people(counsellor_ids: Collection[int]) -> list[PersonRow]:
    """In no order. One query."""
    return [PersonRow(*row) for row in _rows(_PEOPLE, {"counsellors": list(counsellor_ids)})]


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
        counsellor_id: Taken(*(_spans(ranges) for ranges in packed))
        for counsellor_id, *packed in _rows(_TAKEN, parameters)
    }


def read_rooms(
    centre_ids: Collection[int],
    *,
    needs: frozenset[str],
    start: datetime,
    end: datetime,
    ignoring_conversation_id: int | None,
) -> dict[int, dict[int, tuple[bytes, ...]]]:
    """{centre: {room: packed taken spans}} of the bookable rooms that meet `needs`. One query.

    Taken by conversations, by reservations, and while the room is out of use.
    """
    parameters = {
        "centres": list(centre_ids),
        "step_free": Need.STEP_FREE in needs,
        "quiet": Need.QUIET_ROOM in needs,
        "window": period(start, end),
        "ignoring": ignoring_conversation_id,
    }
    rooms: dict[int, dict[int, tuple[bytes, ...]]] = {}
    for centre_id, room_id, ranges in _rows(_ROOMS, parameters):
        rooms.setdefault(centre_id, {})[room_id] = _spans(ranges)
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


def minutes_of(packed: bytes) -> Span:
    """One range in minutes, rounded outwards: a second that is taken takes its minute."""
    start, end = _RANGE.unpack(packed)
    return start // _MICROSECONDS + _YEAR_2000, _YEAR_2000 - -end // _MICROSECONDS


def _spans(ranges: bytes | None) -> tuple[bytes, ...]:
    return _cutter(len(ranges) // _RANGE.size).unpack(ranges) if ranges else ()


@lru_cache(maxsize=512)
def _cutter(count: int) -> Struct:
    return Struct(f"{_RANGE.size}s" * count)


def _ids(packed: bytes) -> tuple[int, ...]:
    return unpack(f">{len(packed) // 8}q", packed)
