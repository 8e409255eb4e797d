"""The tables of the programme: a series, its dates, and the days on which series pause."""

from .dates import POSTPONED_WAITS, ActivityDate, ActivityDateQuerySet
from .holidays import HolidayPeriod
from .series import (
    ADDRESS_CHARS,
    FURTHEST_INTERVAL,
    HTTPS,
    LONG_CHARS,
    LONGEST_MINUTES,
    NTH_OF_MONTH,
    TITLE_CHARS,
    Activity,
    ActivityQuerySet,
)

__all__ = [
    "ADDRESS_CHARS",
    "FURTHEST_INTERVAL",
    "HTTPS",
    "LONGEST_MINUTES",
    "LONG_CHARS",
    "NTH_OF_MONTH",
    "POSTPONED_WAITS",
    "TITLE_CHARS",
    "Activity",
    "ActivityDate",
    "ActivityDateQuerySet",
    "ActivityQuerySet",
    "HolidayPeriod",
]
