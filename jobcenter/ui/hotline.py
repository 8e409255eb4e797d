"""When the hotline answers: set once for the house, said in the reader's language.

HOTLINE_HOURS is written as "mon-fri 8-18; sat 10:00-14:00": parts with a semicolon between,
each a day or two days, then the hours on a 24-hour clock, from 0:00 to 24:00.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import get_language

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(DAYS)
_CLOCK = r"(\d{1,2})(?:[.:](\d\d))?"
_PART = re.compile(rf"({_DAY})(?:-({_DAY}))?\s+{_CLOCK}-{_CLOCK}")
_A_DAY = 24 * 60


class HoursNotUnderstood(ValueError):
    """A part of the text that is no day with hours."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The same hours from the first day to the last: 0 is Monday; minutes after midnight."""

    first: int
    last: int
    opens: int
    closes: int


@cache
def weekly_hours(text: str) -> tuple[Hours, ...]:
    """ "mon-fri 8-18" as hours. Empty text is no hours; anything unreadable is refused."""
    parts = [part.strip() for part in text.lower().split(";")]
    return tuple(_read(part) for part in parts if part)


def _read(part: str) -> Hours:
    found = _PART.fullmatch(part.replace("–", "-"))
    if not found:
        raise HoursNotUnderstood(part)
    first, last, *clock = found.groups()
    opens, closes = (int(hour) * 60 + int(minute or 0) for hour, minute in (clock[:2], clock[2:]))
    hours = Hours(DAYS.index(first), DAYS.index(last or first), opens, closes)
    if hours.first > hours.last or not hours.opens < hours.closes <= _A_DAY:
        raise HoursNotUnderstood(part)
    return hours


def hotline_hours_in_words(text: str) -> str:
    """ "Mandag–fredag kl. 8–18" or "Monday–Friday 08:00–18:00"."""
    is_danish = (get_language() or "").startswith("da")
    said = ", ".join(_danish(one) if is_danish else _english(one) for one in weekly_hours(text))
    return capfirst(said)


def _danish(hours: Hours) -> str:
    clock = [
        f"{minutes // 60}.{minutes % 60:02}" if minutes % 60 else str(minutes // 60)
        for minutes in (hours.opens, hours.closes)
    ]
    return f"{_days(hours).lower()} kl. {clock[0]}–{clock[1]}"


def _english(hours: Hours) -> str:
    opens, closes = (f"{at // 60:02}:{at % 60:02}" for at in (hours.opens, hours.closes))
    return f"{_days(hours)} {opens}–{closes}"


def _days(hours: Hours) -> str:
    names = [str(WEEKDAYS[day]) for day in (hours.first, hours.last)]
    return names[0] if hours.first == hours.last else "–".join(names)
