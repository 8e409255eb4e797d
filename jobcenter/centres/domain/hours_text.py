"""Hours as people write them: "9.00–12.00, 13.00–15.00" and back.

A stretch is a pair of minutes since local midnight, [opens, closes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal

Stretch = tuple[int, int]
DAY = 24 * 60

_STRETCH = re.compile(r"^(\d{1,2})(?:[.:](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[.:](\d{2}))?$")
_CLOSED = {"", "-", "–", "lukket", "closed", "fri"}


class HoursNotUnderstood(Refusal):
    next_step = _("Write for example 9.00–15.00, or 9–12, 13–15. Leave it empty for closed.")

    def __init__(self, sentence: object, words: str) -> None:
        super().__init__(str(sentence) % {"words": words})


def read_hours(text: str) -> list[Stretch]:
    """The stretches in `text`, in order; an empty list for closed.

    Raises HoursNotUnderstood naming the part that cannot be read, ends before it begins or
    overlaps another.
    """
    tidy = re.sub(r"\bkl\b\.?", "", text.strip().casefold()).strip()
    if tidy in _CLOSED:
        return []
    stretches = sorted(_read_stretch(part) for part in re.split(r"[,;]| og | and ", tidy))
    for (_opens, closes), (opens, _closes) in pairwise(stretches):
        if opens < closes:
            raise HoursNotUnderstood(_("“%(words)s” has hours that overlap."), text)
    return stretches


def _read_stretch(part: str) -> Stretch:
    part = part.strip()
    match = _STRETCH.match(part)
    if not match:
        raise HoursNotUnderstood(_("“%(words)s” are not hours we can read."), part)
    opens, closes = _minutes(match[1], match[2]), _minutes(match[3], match[4])
    if opens >= closes or closes > DAY or int(match[2] or 0) > 59 or int(match[4] or 0) > 59:
        raise HoursNotUnderstood(_("“%(words)s” must begin before it ends, within one day."), part)
    return opens, closes


def _minutes(hours: str, minutes: str | None) -> int:
    return int(hours) * 60 + int(minutes or 0)


def clock_of(minutes: int) -> str:
    """540 → "9.00" in Danish, "09:00" in English."""
    hours, rest = divmod(minutes, 60)
    if (get_language() or "").startswith("da"):
        return f"{hours}.{rest:02}"
    return f"{hours:02}:{rest:02}"


def hours_in_words(stretches: Iterable[Stretch]) -> str:
    """ "9.00–12.00, 13.00–15.00"; empty for closed. `read_hours` reads it back."""
    return ", ".join(f"{clock_of(opens)}–{clock_of(closes)}" for opens, closes in stretches)
