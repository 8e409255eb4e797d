"""Posters as PDF: the largest words that fit on one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from events.posters.enums import PaperSize

from .codes import full_address, printed_address
from .motif import motif_svg
from .press import Sheet, print_on_one_page
from .sayings import Sayings
from .scripts import welcomes
from .squares import square_svg

TEMPLATE = "events/posters/paper/poster.html"
# A title of up to so many characters is printed in this size; 5 is the smallest.
SIZES = ((18, 1), (38, 2), (64, 3), (90, 4))
SMALLEST = 5
FEW_DAYS, MANY_DAYS = 4, 16


def print_poster(*, sayings: Sayings, code: str, size: PaperSize) -> bytes:
    """One page, tagged, in the language that is active. Raises NoPress."""
    return print_on_one_page(list(_attempts(sayings, code, size)))


def _attempts(sayings: Sayings, code: str, size: PaperSize) -> Iterator[Sheet]:
    """From roomy to tight: less picture, smaller title, less text. The last one always does."""
    largest = next((step for most, step in SIZES if len(sayings.title.text) <= most), SMALLEST)
    smaller = min(largest + 1, SMALLEST)
    # Not tried, to save the time: a long title or some days never fit under a large picture, and
    # many days not under a middling one.
    days = len(sayings.days)
    if largest < SMALLEST and days <= FEW_DAYS:
        yield _sheet(sayings, code, size, rows=3, step=largest)
    if days <= MANY_DAYS:
        yield _sheet(sayings, code, size, rows=2, step=largest)
    yield _sheet(sayings, code, size, rows=2, step=smaller, is_short=True)
    yield _sheet(sayings, code, size, rows=1, step=smaller, is_short=True)
    yield _sheet(sayings, code, size, rows=1, step=SMALLEST, is_wordless=True)


def _sheet(
    sayings: Sayings, code: str, size: PaperSize, *, rows: int, step: int,
    is_short: bool = False, is_wordless: bool = False,
) -> Sheet:  # fmt: skip
    facts: dict[str, Any] = {
        "poster": sayings,
        "address": printed_address(code),
        "rows": rows,
        "size": step,
        "is_short": is_short,
        "is_wordless": is_wordless,
        "language": get_language(),
        "site_name": settings.SITE_NAME,
        "welcomes": welcomes(),
    }
    return Sheet(
        template=TEMPLATE,
        facts=facts,
        styles=("letters", "poster", *(("a3",) if size == PaperSize.A3 else ())),
        pictures={
            "art.svg": motif_svg(seed=sayings.seed, rows=rows),
            "code.svg": square_svg(full_address(code)),
        },
    )
