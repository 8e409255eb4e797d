"""Dates and times in words, as people say them in Denmark.

Danish: "torsdag den 11. december kl. 10.15–11.00" (24 hours, full stop).
English: "Thursday 11 December, 10:15–11:00" (24 hours, colon).
Any other language falls back to the English pattern with translated names.

Every function takes an aware datetime (or a plain date) and answers in
Europe/Copenhagen wall-clock time, whatever time zone is active: a conversation
takes place in a house in Denmark.
"""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import get_language

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def in_copenhagen(moment: datetime) -> datetime:
    """The same instant on the wall clock in Denmark. Refuses naive datetimes."""
    if moment.tzinfo is None:
        msg = f"A moment needs a time zone, got the naive datetime {moment!r}."
        raise ValueError(msg)
    return moment.astimezone(COPENHAGEN)


def day_in_words(day: date, *, year: bool = False) -> str:
    """ "torsdag den 11. december", with the year when asked for."""
    on = in_copenhagen(day).date() if isinstance(day, datetime) else day
    return _day(on, year, get_language() or "")


def plain_day_in_words(day: date) -> str:
    """ "3. december 2026", for a day nobody has to turn up on."""
    words = dateformat.format(day, "j. F Y" if _is_danish() else "j F Y")
    return words.lower() if _is_danish() else words


def short_day_in_words(day: date) -> str:
    """ "tor 3. dec", for where many days stand side by side."""
    on = in_copenhagen(day).date() if isinstance(day, datetime) else day
    words = dateformat.format(on, "D j. b" if _is_danish() else "D j b")
    return words.lower() if _is_danish() else words


def clock_in_words(moment: datetime) -> str:
    """ "kl. 10.15" in Danish, "10:15" in English."""
    return f"kl. {_clock(moment)}" if _is_danish() else _clock(moment)


def when_in_words(start: datetime, end: datetime | None = None, *, year: bool = False) -> str:
    """Day and time; with an end also "10.15–11.00". The end is on the start's own day."""
    until = f"–{_clock(end)}" if end else ""
    between = " " if _is_danish() else ", "
    return f"{day_in_words(start, year=year)}{between}{clock_in_words(start)}{until}"


def span_in_words(start: datetime, end: datetime) -> str:
    """Only the hours: "kl. 10.15–11.00"."""
    return f"{clock_in_words(start)}–{_clock(end)}"


@lru_cache(maxsize=1024)
def _day(on: date, year: bool, language: str) -> str:
    """Kept, because pages of many moments have few days: a long talk names each sixty times."""
    is_danish = language.startswith("da")
    pattern = (r"l \d\e\n j. F" if is_danish else "l j F") + (" Y" if year else "")
    words = dateformat.format(on, pattern)
    # Danish days and months are small inside a sentence; "Monday" may be translated with a
    # capital for a list of weekdays elsewhere, and translations are shared by the whole site.
    return words.lower() if is_danish else words


def _clock(moment: datetime) -> str:
    here = in_copenhagen(moment)
    return f"{here.hour}.{here:%M}" if _is_danish() else f"{here:%H:%M}"


def _is_danish() -> bool:
    return (get_language() or "").startswith("da")
