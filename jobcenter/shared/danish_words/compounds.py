"""Taking long words apart: "jobmesse" is "job" and "messe".

A word can often be cut in several ways (vandre|tur, vand|retur). Each way costs something: a part
costs less, the more compounds of the dictionary begin or end with it, and every further part
costs. The cheapest way is taken. A word that no way covers is left whole, but for one end that is
very common in compounds ("zumba|hold").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .lexicon import Entry, bases, entry, joining
from .ours import ours

_LONGEST = 40
_PER_PART = 4
_WORTH = 12  # what a part costs that no compound of the dictionary has
_SHORT = 3  # words of so few letters are parts only if ours.yaml says so
_SHORTEST = 3
_STRANGE = 9  # what letters cost that are no word
_COMMON, _VERY_COMMON = 4, 5
_LONG_END = 4
_LONG_FIRST = 6


@dataclass(frozen=True)
class Part:
    """The letters, and the words of which they are a form; none if nobody knows them."""

    letters: str
    words: tuple[str, ...]


Parts = tuple[Part, ...]
_Way = tuple[int, Parts]


def parts_of(word: str) -> Parts:
    """Two parts or more, or nothing at all when the word is one."""
    return _parts(word) if 2 * _SHORTEST - 1 <= len(word) <= _LONGEST else ()


@lru_cache(maxsize=8_000)
def _parts(word: str) -> Parts:
    known = bases(word)
    if any(base.kind.is_name or base.word in ours().whole for base in known):
        return ()
    if known and all(base.word != word and not _cheapest(base.word) for base in known):
        return ()  # "billeder" is one word because "billede" is, whatever "bil" and "leder" are
    way = _cheapest(word)
    if way is None and not known:
        way = _with_a_strange_beginning(word) or _with_a_strange_end(word)
    elif way is None:
        way = next((cut for base in known if (cut := _cheapest(base.word))), None)
    return way[1] if way else ()


@lru_cache(maxsize=8_000)
def _cheapest(word: str, *, at_start: bool = True) -> _Way | None:
    """The cheapest way to cut the word at least once."""
    ways = []
    for cut in range(2, len(word) - 1):
        first = _first(word[:cut], at_start=at_start)
        rest = _rest(word[cut:]) if first else None
        if first and rest:
            ways.append((first[0] + rest[0], (first[1], *rest[1])))
    return min(ways, key=lambda way: way[0], default=None)


def _rest(letters: str) -> _Way | None:
    last, more = _last(letters), _cheapest(letters, at_start=False)
    ways = [way for way in ((last and (last[0], (last[1],))), more) if way]
    return min(ways, key=lambda way: way[0], default=None)


def _first(letters: str, *, at_start: bool) -> tuple[int, Part] | None:
    if letters in ours().beginnings or (len(letters) < _SHORT and not at_start):
        return None
    found = [word for word in joining(letters) if _may_be_part(word, ours().short_first)]
    itself = entry(letters) if not found and len(letters) >= _LONG_FIRST else None
    if itself and itself.kind.may_end and not itself.kind.is_name:
        found = [itself]  # frivillig|café: the dictionary joins no adjectives, people do
    return _priced(letters, [(word, word.begins) for word in found])


def _last(letters: str) -> tuple[int, Part] | None:
    found = [
        word
        for word in bases(letters)
        if word.word not in ours().endings
        and word.kind.may_end
        and _may_be_part(word, ours().short_last)
    ]
    return _priced(letters, [(word, word.ends) for word in found])


def _may_be_part(word: Entry, short: frozenset[str]) -> bool:
    if word.kind.is_name or word.word in ours().beginnings:
        return False
    return len(word.word) > _SHORT or word.word in short


def _priced(letters: str, found: list[tuple[Entry, int]]) -> tuple[int, Part] | None:
    best = max((count for _, count in found), default=0)
    if not found:
        return None
    words = tuple(word.word for word, count in found if count >= best - 2)
    return _PER_PART + _WORTH - best, Part(letters, words)


def _with_a_strange_beginning(word: str) -> _Way | None:
    """ "zumbahold": nobody knows "zumba", but that many compounds end in "hold" says enough."""
    for cut in range(_SHORTEST, len(word) - _LONG_END + 1):
        rest = entry(word[cut:])
        if rest and rest.kind.is_name:
            return None  # Nordsjælland
        last = _last(word[cut:]) if rest and rest.ends >= _COMMON else None
        if last and cut + _LONG_END <= len(word):
            return _STRANGE, (Part(word[:cut], ()), last[1])
    return None


def _with_a_strange_end(word: str) -> _Way | None:
    """ "hundeluftere": the same the other way round."""
    for cut in range(len(word) - _LONG_END, _LONG_END - 1, -1):
        first = _first(word[:cut], at_start=True)
        words = [entry(name) for name in first[1].words] if first else []
        rest = entry(word[cut:])
        if rest and rest.kind.is_name:
            return None
        if first and any(name and name.begins >= _VERY_COMMON for name in words):
            return _STRANGE, (first[1], Part(word[cut:], ()))
    return None
