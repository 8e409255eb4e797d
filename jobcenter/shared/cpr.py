"""Finding Danish CPR numbers in what people typed, so that the house never keeps one.

A number is ten digits: day, month and year of birth, then a running number whose first digit tells
the century (the 7th digit's table of the CPR office). Up to 2007 the ten digits, weighed with
4 3 2 7 6 5 4 3 2 1, add up to a multiple of 11; since then numbers are given that do not.

So the modulus can make a number certain, but never clear one. `is_certain` is what is refused
without a way round: a date of birth with a hyphen before the last four as people write it, or ten
digits whose date and modulus both fit. Ten bare digits with a date and without the modulus may be
an account or an order number: those are shown to the writer, who knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# Replacement numbers for people without a CPR number have 60 added to the day.
ADDED_TO_THE_DAY = 60
HYPHENS = "-‐‑‒–—−"
# Neither the middle of a longer number nor of one with a country code.
NUMBER = re.compile(
    rf"(?<![\d+])(\d{{2}})(?P<gap>[ .]?)(\d{{2}})(?P=gap)(\d{{2}})"
    rf"(?P<hyphen>\s?[{HYPHENS}]?\s?)(\d{{4}})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """`passage` is what stands in the text, as it was typed."""

    passage: str
    is_certain: bool


def cpr_numbers_in(text: str) -> Iterator[FoundNumber]:
    """Everything in `text` that is, or may be, a CPR number, in the order it stands there."""
    for match in NUMBER.finditer(text):
        digits = [int(sign) for sign in match[0] if sign.isdigit()]
        if _is_a_date_of_birth(digits):
            is_hyphened = bool(match["hyphen"].strip())
            yield FoundNumber(match[0].strip(), is_hyphened or _fits_the_modulus(digits))


def _fits_the_modulus(digits: list[int]) -> bool:
    return sum(w * d for w, d in zip(WEIGHTS, digits, strict=True)) % 11 == 0


def _is_a_date_of_birth(digits: list[int]) -> bool:
    day, month, year = (digits[at] * 10 + digits[at + 1] for at in (0, 2, 4))
    day -= ADDED_TO_THE_DAY if day > ADDED_TO_THE_DAY else 0
    try:
        date(_century(seventh=digits[6], year=year) + year, month, day)
    except ValueError:
        return False
    return True


def _century(*, seventh: int, year: int) -> int:
    if seventh <= 3:
        return 1900
    if seventh in {4, 9}:
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800
