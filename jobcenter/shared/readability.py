"""LIX: how hard a Danish text is to read.

words per sentence + 100 × long words per word, where a long word has more than six letters
(C.-H. Björnsson, 1968). 24 and below is very easy, 25–34 easy, 35–44 middling, 45–54 hard.
"""

from __future__ import annotations

import re

LONG_WORD = 7

# A full stop that ends no sentence: abbreviations, ordinals and dates, clocks and large numbers.
_ABBREVIATIONS = (
    "bl.a.", "ca.", "d.v.s.", "dvs.", "evt.", "f.eks.", "fx.", "inkl.", "kl.", "kr.", "m.m.",
    "m.v.", "mht.", "mio.", "nr.", "o.l.", "osv.", "pga.", "s.u.", "tlf.",
)  # fmt: skip
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, _ABBREVIATIONS)) + ")", re.IGNORECASE
)
_STOP_INSIDE_A_NUMBER = re.compile(r"(?<=\d)[.,:](?=\d)")
_ORDINAL = re.compile(r"(?<=\d)\.(?=\s+[a-zæøå])")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+")
_END_OF_SENTENCE = re.compile(r"[.!?:]+(?=\s|$|[”\"»)])|\n+")


def lix(text: str) -> float:
    """The LIX of running text. Line breaks end sentences, as in lists and headings.

    A text without words is perfectly easy: 0.
    """
    quiet = _ABBREVIATION.sub(lambda match: match[0].replace(".", ""), text)
    quiet = _ORDINAL.sub("", _STOP_INSIDE_A_NUMBER.sub("", quiet))
    words = _WORD.findall(quiet)
    if not words:
        return 0.0
    sentences = sum(bool(_WORD.search(part)) for part in _END_OF_SENTENCE.split(quiet))
    long_words = sum(sum(map(str.isalpha, word)) >= LONG_WORD for word in words)
    return len(words) / sentences + 100 * long_words / len(words)
