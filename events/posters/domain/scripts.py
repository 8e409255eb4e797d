"""How words of any language stand on paper: which side they begin on, and in which letters."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from jobcenter.shared.languages import SpokenLanguage

from .press import FONTS

RIGHT_TO_LEFT = frozenset({"R", "AL"})

# Said at the foot of every poster, whatever it is about: somebody recognises their own.
WELCOMES = (
    ("da", "Velkommen"), ("en", "Welcome"), ("ar", "أهلاً وسهلاً"), ("uk", "Ласкаво просимо"),
    ("tr", "Hoş geldiniz"), ("so", "Soo dhowow"), ("fa", "خوش آمدید"), ("ti", "እንቋዕ ብደሓን መጻእኩም"),
    ("pl", "Witamy"), ("de", "Willkommen"), ("kl", "Tikilluaritsi"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """`letters` is "house" where our own fonts have every letter, else "wide": a title in two
    different fonts looks like a mistake."""

    text: str
    language: str
    direction: str
    letters: str

    def __bool__(self) -> bool:
        return bool(self.text)


def words(text: str, *, language: str = "da") -> Words:
    """`language` as the house writes it down; sign language is written in Danish."""
    code = "da" if language == SpokenLanguage.DANISH_SIGN else language
    letters = "house" if set(text) - {"\n", "\r", "\t"} <= _house_letters() else "wide"
    return Words(text, code, direction_of(text), letters)


def direction_of(text: str) -> str:
    """The side of the first letter that has one, as browsers do with dir="auto"."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in RIGHT_TO_LEFT:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def welcomes() -> list[Words]:
    return [words(text, language=code) for code, text in WELCOMES]


@cache
def _house_letters() -> frozenset[str]:
    """What both the head and the body font have."""
    found: set[int] | None = None
    for name in ("House-Head", "House-Regular", "House-Bold"):
        with TTFont(FONTS / f"{name}.ttf", lazy=True) as font:
            letters = set(font.getBestCmap() or ())
            found = letters if found is None else found & letters
    return frozenset(map(chr, found or ()))
