"""RRULE and EXRULE as written (RFC 5545 section 3.3.10)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .defects import Defect, excerpt, gettext_noop
from .lines import Line
from .values import Written, parse_time

FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
BYDAY = re.compile(r"([+-]?)(\d{0,2})(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
PARTS = (
    "FREQ INTERVAL COUNT UNTIL WKST BYMONTH BYWEEKNO BYYEARDAY BYMONTHDAY BYDAY BYHOUR BYMINUTE"
    " BYSECOND BYSETPOS"
)
KNOWN = frozenset(PARTS.split())
# Other rule parts narrow a rule or widen it; only these are known to change nothing here.
HARMLESS = {("RSCALE", "GREGORIAN"), ("SKIP", "OMIT")}


@dataclass(frozen=True, slots=True)
class Rule:
    """A repetition; an empty part means that it was not written.

    `by_day` holds (ordinal, weekday) with Monday 0 and ordinal 0 for "every". `count` and `until`
    (inclusive) are None when the rule goes on for ever.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: Written | None = None
    week_start: int = 0
    by_month: tuple[int, ...] = ()
    by_week_number: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()


class _NoRule(ValueError):
    """`args[0]` is the part that means nothing."""


def read_rule(line: Line) -> Rule:
    """Read a rule; raises Defect naming the part that means nothing.

    Tolerates a trailing or doubled ";", blanks and small letters, X- parts, and COUNT=-1, by which
    some servers say "for ever".
    """
    remembered = len(line.value) <= 200
    try:
        return (_read if remembered else _read.__wrapped__)(line.value)
    except _NoRule as error:
        raise Defect(
            line.number,
            gettext_noop("%(name)s: “%(part)s” is no rule for repeating."),
            name=line.name,
            part=excerpt(str(error)),
        ) from None


@lru_cache(maxsize=1024)
def _read(value: str) -> Rule:
    return _Reader(value).read()


class _Reader:
    def __init__(self, value: str) -> None:
        self.parts = self._parts(value)

    def read(self) -> Rule:
        self._must_know_every_part()
        return Rule(
            frequency=self._frequency(),
            interval=self._interval(),
            count=self._count(),
            until=self._until(),
            week_start=self._weekday("WKST"),
            by_month=self._numbers("BYMONTH", 1, 12),
            by_week_number=self._numbers("BYWEEKNO", 1, 53, signed=True),
            by_year_day=self._numbers("BYYEARDAY", 1, 366, signed=True),
            by_month_day=self._numbers("BYMONTHDAY", 1, 31, signed=True),
            by_day=self._list("BYDAY", self._day),
            by_hour=self._numbers("BYHOUR", 0, 23),
            by_minute=self._numbers("BYMINUTE", 0, 59),
            # A leap second, 60, has no time of its own in a calendar.
            by_second=tuple({min(s, 59) for s in self._numbers("BYSECOND", 0, 60)}),
            by_position=self._numbers("BYSETPOS", 1, 366, signed=True),
        )

    def _parts(self, written: str) -> dict[str, str]:
        parts: dict[str, str] = {}
        for part in written.upper().split(";"):
            name, equals, value = (piece.strip() for piece in part.partition("="))
            if not (name or equals):
                continue
            if not (name and equals) or parts.setdefault(name, value) != value:
                raise _NoRule(part)
        return parts

    def _must_know_every_part(self) -> None:
        for name, value in self.parts.items():
            known = name in KNOWN or name.startswith("X-") or (name, value) in HARMLESS
            if not known:
                raise _NoRule(f"{name}={value}")

    def _frequency(self) -> str:
        frequency = self.parts.get("FREQ", "")
        if frequency not in FREQUENCIES:
            raise _NoRule(f"FREQ={frequency}")
        return frequency

    def _interval(self) -> int:
        return self._number("INTERVAL", self.parts.get("INTERVAL", "1"), 1, 10**9)

    def _count(self) -> int | None:
        if not self._has("COUNT") or self.parts["COUNT"] == "-1":
            return None
        return self._number("COUNT", self.parts["COUNT"], 1, 10**9)

    def _until(self) -> Written | None:
        if not self._has("UNTIL"):
            return None
        until = parse_time(self.parts["UNTIL"])
        if until is None:
            raise _NoRule(f"UNTIL={self.parts['UNTIL']}")
        return until

    def _weekday(self, name: str) -> int:
        value = self.parts.get(name, "MO")
        if value not in WEEKDAYS:
            raise _NoRule(f"{name}={value}")
        return WEEKDAYS[value]

    def _day(self, value: str) -> tuple[int, int]:
        match = BYDAY.fullmatch(value)
        ordinal = int(match[2] or 0) if match else 99
        if match is None or ordinal > 53 or (match[2] and not ordinal):
            raise _NoRule(f"BYDAY={value}")
        return (-ordinal if match[1] == "-" else ordinal), WEEKDAYS[match[3]]

    def _numbers(
        self, name: str, least: int, most: int, *, signed: bool = False
    ) -> tuple[int, ...]:
        def number(value: str) -> int:
            return self._number(name, value, least, most, signed=signed)

        return self._list(name, number)

    def _number(self, name: str, value: str, least: int, most: int, *, signed: bool = False) -> int:
        number = int(value) if NUMBER.fullmatch(value) else None
        if number is None or not least <= (abs(number) if signed else number) <= most:
            raise _NoRule(f"{name}={value}")
        return number

    def _list[T](self, name: str, read: Callable[[str], T]) -> tuple[T, ...]:
        values = (value.strip() for value in self.parts.get(name, "").split(","))
        return tuple({read(value): None for value in values if value})

    def _has(self, name: str) -> bool:
        return name in self.parts
