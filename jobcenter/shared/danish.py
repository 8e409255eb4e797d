"""Danish alphabetical order for short lists.

The database's collation does not know it (the embedded server has no ICU), so lists that people
read are sorted here, after loading.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# æ, ø, å come after z in this order; ä and ö are filed with æ and ø, ü and é with their letters.
_PLACE_OF_LETTER = {"æ": "{1", "ä": "{1", "ø": "{2", "ö": "{2", "å": "{3", "ü": "y"}
_TWO_LETTERS = (("å", "aa"), ("ø", "oe"), ("æ", "ae"))
_ONE_LETTER = (("aa", "a"), ("oe", "o"), ("ae", "a"))
_SEPARATORS = " -–’'./"


def danish_order(words: object) -> tuple[str, str]:
    """A key for `sorted`: æ ø å last, "aa" filed as "å", capitals and accents do not matter.

    A space comes before every letter, so "Hus Nord" stands before "Huset". The words themselves
    are the second key: equal letters still give one fixed order.
    """
    return _order(str(words))


@lru_cache(maxsize=10_000)
def _order(text: str) -> tuple[str, str]:
    letters = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    return "".join(_filed(letter) for letter in letters), text


def _filed(letter: str) -> str:
    if letter in _SEPARATORS:
        return " "
    return _PLACE_OF_LETTER.get(letter) or unicodedata.normalize("NFD", letter)[0]


def folded(words: str) -> str:
    """How a name is compared when people type it: "Århus", "Aarhus", "arhus" are all the same.

    Only for finding things; never shown, never sorted by.
    """
    plain = plain_letters(unicodedata.normalize("NFC", words).casefold())
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def one_spelling(words: str) -> str:
    """å and aa, ø and oe, æ and ae, é and e are the same letters here. Of small letters, NFC."""
    for letter, written in _TWO_LETTERS:
        words = words.replace(letter, written)
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in words)


def plain_letters(words: str) -> str:
    """As somebody types it who has neither å, ø nor æ: "århus" and "aarhus" are both "arhus"."""
    plainer = one_spelling(words)
    for written, letter in _ONE_LETTER:
        plainer = plainer.replace(written, letter)
    return words if plainer == words else plain_letters(plainer)
