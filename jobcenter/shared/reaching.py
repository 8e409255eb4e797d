"""What must not stand where everybody reads it: how to reach somebody.

A phone number, a mail, a link, a street with its number: refused, shown to the writer only. Digits
count as one number whatever stands between them, and also where a letter O stands for a nought.
What hours, days, years, weeks and prices look like is taken out before that.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from .cpr import cpr_numbers_in
from .sensitive import PassagesNamed


class TellsHowToReach(PassagesNamed):
    message = _("Everybody will read this, and it tells how to reach or find somebody.")
    next_step = _("Take out phone numbers, mails, links and addresses. Nothing was saved.")


def refuse_ways_to_reach(*texts: str) -> None:
    """Raise TellsHowToReach with the passages."""
    found = [passage for text in texts for passage in ways_to_reach(text)]
    if found:
        raise TellsHowToReach(list(dict.fromkeys(found)))


def ways_to_reach(text: str) -> list[str]:
    """The passages of `text` that tell how to reach somebody, each as it stands, tidied of other
    kinds of spaces."""
    tidy = _NOTHING.sub("", unicodedata.normalize("NFKC", text))
    found = [match[0].strip() for match in _PLACES.finditer(tidy)]
    digits = _like_nought(_without_harmless(tidy))
    found += [match[0].strip() for match in _PHONE.finditer(digits)]
    return found + [number.passage for number in cpr_numbers_in(text)]


# Signs that take no room: soft hyphen, zero-width space and joiners, marks of direction.
_NOTHING = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*"
# In one case from end to end: a capital alone begins the next sentence.
_ENDS = (
    "dk|com|net|org|eu|de|se|no|io|info|me|gg|nu|app|dev|biz|tv|uk|ly|cc|fm|link|site|online|shop"
    "|xyz|club|live|page|blog|gl|fo|ai|chat|events|group|social|space|store|website"
)
_END = rf"(?-i:(?:{_ENDS}|{_ENDS.upper()}))"
_NAME = r"(?<![\w.-])(?:[\w-]+\.)*"
_LINK = (
    rf"https?://\S+|www\.\S+|{_NAME}[\w-]{{2,}}\.{_END}\b(?:/\S*)?|{_NAME}\w\.{_END}/\S+"
    rf"|{_NAME}[\w-]{{2,}}\.(?-i:[a-z]{{2,}})/\w\S*"
)
_WAYS = "vej|vejen|gade|gaden|allé|stræde|vænge|vænget|parken|torv|plads|boulevard"
_NUMBER = r"\s+\d+\s?(?:[a-z]\b)?"
_STREET = (
    rf"\b(?-i:[A-ZÆØÅ][\w.]* )?\w+(?:{_WAYS}|alle){_NUMBER}"
    rf"|\b(?-i:[A-ZÆØÅ]\w+ (?:{_WAYS}|{_WAYS.title()}|Alle)){_NUMBER}"
)
_PLACES = re.compile("|".join((_MAIL, _LINK, _STREET)), re.IGNORECASE)

# Eight digits with up to five signs that are no letters between any two, or six in one piece.
_PHONE = re.compile(r"\+?\d(?:[\W_]{0,5}\d){7,}|(?<!\d)\d{6,}")
_NOUGHT = re.compile(r"(?<=\d)[oO](?![^\W\d_oO])|(?<![^\W\d_])[oO]+(?=\d)")

_CLOCK = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_ALONE, _ENDS_HERE = r"(?<![\d.,:/-])", r"(?![.,:/-]?\d)"
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_OF_A_DAY = rf"{_DAY}(?:\. ?|[/-]){_MONTH}(?:\. ?|[/-])"
# Nobody is reached by these, as they stand; two of a kind must rise, or they may be anything.
_HARMLESS = re.compile(
    rf"{_ALONE}{_OF_A_DAY}{_YEAR}{_ENDS_HERE}"
    rf"|{_ALONE}{_OF_A_DAY}\d\d{_ENDS_HERE}(?!\W{{0,4}}\d{{1,2}}(?![.:]?\d))"
    rf"|{_ALONE}{_YEAR}-[01]\d-[0-3]\d{_ENDS_HERE}"
    rf"|{_ALONE}{_DAY}/{_MONTH},?\s+(?={_CLOCK}{_ENDS_HERE})"
    rf"|(?P<clocks>(?:\bkl\.?\s*)?{_ALONE}{_CLOCK}(?:\s*[-–—]\s*{_CLOCK})+{_ENDS_HERE}"
    rf"|\bkl\.?\s*{_CLOCK}(?:\s*,\s*{_CLOCK})*{_ENDS_HERE})"
    rf"|(?P<years>{_ALONE}{_YEAR}(?:\s*[,/–-]\s*{_YEAR})+{_ENDS_HERE})"
    rf"|(?P<days>\b(?:uge|uger|ugerne|den|d\.)\s+\d{{1,2}}\.?(?:,\s*\d{{1,2}}\b\.?)+{_ENDS_HERE})"
    r"|(?<![\d.,])(?:\d{1,3}(?:\.\d{3}){0,3}|\d{1,7})(?:,\d\d|,-)?\s*(?:kr\b|kroner\b)",
    re.IGNORECASE,
)
_GROUPS = {"clocks": _CLOCK, "years": _YEAR, "days": r"\d{1,2}"}


def _without_harmless(text: str) -> str:
    return _HARMLESS.sub(lambda match: match[0] if _falls(match) else " x ", text)


def _falls(match: re.Match[str]) -> bool:
    """A list that does not rise: 20.48-16.32 is no span of hours."""
    kind = match.lastgroup
    if kind is None:
        return False
    values = [
        tuple(map(int, re.findall(r"\d+", each))) for each in re.findall(_GROUPS[kind], match[0])
    ]
    return values != sorted(set(values))


def _like_nought(text: str) -> str:
    """A letter O beside a digit and no other letter is a nought."""
    return _NOUGHT.sub(lambda match: "0" * len(match[0]), text)


__all__ = ["TellsHowToReach", "refuse_ways_to_reach", "ways_to_reach"]
