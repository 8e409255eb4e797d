"""Arabic letters as they join, and lines in the order they are seen, for a PDF writer that does
neither by itself.

The forms are those Unicode keeps for old systems (blocks Arabic Presentation Forms A and B), read
out of Python's own table: enough for Arabic, Persian, Dari, Pashto's common letters and Urdu. A few
letters of Kurdish and Uighur have no such forms and stand there unjoined; vowel signs are not
placed by the font's rules. Source: The Unicode Standard, chapter 9.2, and UAX 9 for the order.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection

FORMS = ("isolated", "final", "initial", "medial")
BLOCKS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFEFD))
ZWJ, TATWEEL, LAM = "\u200d", "\u0640", "\u0644"
NOT_DRAWN = {"\u200c", ZWJ}


def is_right_to_left(line: str) -> bool:
    """By its first letter that has a direction, as the paragraph of a page would be."""
    return auto_detect_base_direction(line) == TextDirection.RTL


def as_seen(line: str) -> str:
    """One line from left to right, as it is to be drawn."""
    if not _has_right_to_left(line):
        return line
    direction = auto_detect_base_direction(line)
    ordered = BidiParagraph(text=joined(line), base_direction=direction).get_reordered_string()
    return "".join(sign for sign in ordered if sign not in NOT_DRAWN)


def joined(text: str) -> str:
    """`text` with every Arabic letter in the form it has between its neighbours."""
    signs = _with_lam_alef(text)
    seen = [at for at, sign in enumerate(signs) if unicodedata.category(sign[0]) != "Mn"]
    shaped = list(signs)
    for place, at in enumerate(seen):
        before = signs[seen[place - 1]] if place else ""
        after = signs[seen[place + 1]] if place + 1 < len(seen) else ""
        shaped[at] = _in_form(signs[at], before, after)
    return "".join(shaped)


def _in_form(sign: str, before: str, after: str) -> str:
    forms = _table().get(sign)
    if forms is None:
        return sign
    from_before = _reaches_on(before) and "final" in forms
    to_after = _reaches_on(sign) and _reaches_back(after)
    wanted = FORMS[2 * to_after + from_before]
    return forms.get(wanted, forms.get("isolated", sign))


def _reaches_on(sign: str) -> bool:
    return sign in {ZWJ, TATWEEL} or "initial" in _table().get(sign, {})


def _reaches_back(sign: str) -> bool:
    return sign in {ZWJ, TATWEEL} or "final" in _table().get(sign, {})


def _with_lam_alef(text: str) -> list[str]:
    """Letters, the two that are always written as one taken together."""
    signs: list[str] = []
    for sign in text:
        if signs and signs[-1] == LAM and LAM + sign in _table():
            signs[-1] += sign
        else:
            signs.append(sign)
    return signs


def _has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in {"R", "AL", "AN"} for sign in text)


@cache
def _table() -> dict[str, dict[str, str]]:
    """letter (or lam with alef) → {"final": its final form, …}"""
    table: dict[str, dict[str, str]] = {}
    for code in (code for block in BLOCKS for code in block):
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        form = kind.strip("<>")
        said = "".join(chr(int(letter, 16)) for letter in letters)
        is_pair = len(said) == 2 and said[0] == LAM and said[1] in "\u0622\u0623\u0625\u0627"
        if form in FORMS and (len(said) == 1 or is_pair):
            table.setdefault(said, {})[form] = chr(code)
    return table
