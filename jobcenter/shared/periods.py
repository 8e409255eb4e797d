"""Time as this house counts it: wall-clock time in Copenhagen, lengths in real minutes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def period(start: datetime, end: datetime) -> DateTimeTZRange:
    """[start, end): the start is in, the end is out, so neighbours do not overlap."""
    return DateTimeTZRange(start, end, "[)")


def local_day(day: date) -> DateTimeTZRange:
    """The whole local day: 23, 24 or 25 real hours."""
    midnight = time(0, 0)
    return period(
        datetime.combine(day, midnight, COPENHAGEN),
        datetime.combine(day + timedelta(days=1), midnight, COPENHAGEN),
    )
