"""Words that somebody may have meant who mistyped: "frivilig" is "frivillig".

Only for a word nobody knows, or a long one: "vand" is never "mand". The first letter counts, and
one mistake is forgiven in five letters, two in eight. A mistake is a letter too many, too few,
wrong, or two letters that changed places.
"""

from __future__ import annotations

from collections.abc import Iterable

from .analysis import Wanted
from .spellings import plain

_ONE_MISTAKE_FROM, _TWO_MISTAKES_FROM = 5, 8
_KNOWN_FROM = 6


def may_be_mistyped(word: Wanted) -> bool:
    """A word nobody knows, or a long one that may have been typed without å, ø, æ."""
    return len(plain(word.letters)) >= (_KNOWN_FROM if word.is_known else _ONE_MISTAKE_FROM)


def mistakes_forgiven(word: Wanted) -> int:
    """None in a known word: then only å, ø and æ may be missing ("kokken" for "køkken")."""
    letters = len(plain(word.letters))
    return 0 if word.is_known else (letters >= _ONE_MISTAKE_FROM) + (letters >= _TWO_MISTAKES_FROM)


def nearest(word: Wanted, vocabulary: Iterable[str]) -> frozenset[str]:
    """Those of the words (in plain letters) that are nearest to what was typed, if near enough."""
    if not may_be_mistyped(word):
        return frozenset()
    typed, forgiven = plain(word.letters), mistakes_forgiven(word)
    found: dict[int, set[str]] = {}
    for other in vocabulary:
        if other[:1] == typed[:1] and abs(len(other) - len(typed)) <= forgiven:
            found.setdefault(mistakes(typed, other), set()).add(other)
    for count in range(forgiven + 1):
        if count in found:
            return frozenset(found[count])
    return frozenset()


def swaps(word: str) -> list[str]:
    """The word with two neighbours in each other's place: "motoin" and "motion" share too few
    trigrams for an index to find one by the other."""
    return [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)]


def mistakes(typed: str, meant: str) -> int:
    """The optimal string alignment distance: two letters that changed places count once."""
    before: list[int] = []
    above = list(range(len(meant) + 1))
    for row, letter in enumerate(typed, 1):
        line = [row]
        for column, other in enumerate(meant, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != other))
            swapped = row > 1 and column > 1 and letter == meant[column - 2]
            if swapped and typed[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, above = above, line
    return above[-1]
