"""130,000 Danish words and how they bend, looked up in microseconds.

The file (words.xz, made by build.py, which describes it) is read at the first question and kept:
one sorted list of words and one array. Genitives and passives in -s are not in it: a form that is
unknown and ends in s is looked up without it.
"""

from __future__ import annotations

import lzma
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.xz")
_DIGIT = 16
_LONGEST_JOINT = 3


@dataclass(frozen=True)
class Kind:
    """How all words of one kind bend (`endings`) and join (`joints`): (taken away, put on)."""

    endings: frozenset[tuple[str, str]]
    joints: frozenset[tuple[str, str]]
    may_end: bool
    is_name: bool
    is_verb: bool


@dataclass(frozen=True)
class Entry:
    """One word. `begins` and `ends` are binary logarithms: how many compounds it is a part of."""

    word: str
    kind: Kind
    begins: int
    ends: int


@dataclass(frozen=True)
class _Shelf:
    words: list[str]
    facts: array[int]  # kind × 256 + begins × 16 + ends, in the order of the words
    kinds: list[Kind]
    endings: dict[str, frozenset[str]]  # what is put on → what may have been taken away
    joints: dict[str, frozenset[str]]


@cache
def _shelf() -> _Shelf:
    head, _, body = lzma.decompress(_FILE.read_bytes()).decode().partition("\n\n")
    told = body.replace("\n", "\t").split("\t")
    words = told[::3]
    pairs = zip(told[1::3], told[2::3], strict=True)
    facts = array("L", [int(kind) << 8 | int(counts, _DIGIT) for kind, counts in pairs])
    kinds = [_kind(line) for line in head.split("\n")]
    changes = [
        _by_what_is_put_on(frozenset.union(*sets))
        for sets in ([kind.endings for kind in kinds], [kind.joints for kind in kinds])
    ]
    return _Shelf(words, facts, kinds, *changes)


def _kind(line: str) -> Kind:
    endings, joints, marks = line.split("|")
    return Kind(_changes(endings), _changes(joints), "L" in marks, "P" in marks, "V" in marks)


def _changes(written: str) -> frozenset[tuple[str, str]]:
    pairs = (change.split(">") for change in written.split(",") if change)
    return frozenset((strip, add) for strip, add in pairs)


def _by_what_is_put_on(changes: frozenset[tuple[str, str]]) -> dict[str, frozenset[str]]:
    sorted_out: dict[str, set[str]] = {}
    for strip, add in changes:
        sorted_out.setdefault(add, set()).add(strip)
    return {add: frozenset(strips) for add, strips in sorted_out.items()}


@lru_cache(maxsize=8_000)
def entry(word: str) -> Entry | None:
    """The word as it stands in the dictionary (small letters), or nothing."""
    shelf = _shelf()
    place = bisect_left(shelf.words, word)
    if place == len(shelf.words) or shelf.words[place] != word:
        return None
    kind, counts = divmod(shelf.facts[place], _DIGIT * _DIGIT)
    return Entry(word, shelf.kinds[kind], *divmod(counts, _DIGIT))


@lru_cache(maxsize=8_000)
def bases(form: str) -> tuple[Entry, ...]:
    """The words that this may be a form of: "bøgerne" of "bøger", "skrev" of "skrive".

    A word of its own is first itself: "led" is a noun, not somebody told to lead, and "have" a
    garden, not two seas. Unless the other is much commoner: "kopper" is cups, seldom smallpox.
    """
    itself = entry(form)
    bent = (base for base in _bent(form) if not itself or _is_commoner(base, itself))
    found = tuple(dict.fromkeys((itself, *bent) if itself else bent))
    if not found and form.endswith("s"):
        return bases(form[:-1])
    return found


def _bent(form: str) -> Iterator[Entry]:
    """The other words this is a form of; a word of its own is no command, which has no ending."""
    shelf = _shelf()
    for length in range(1 if entry(form) else 0, len(form)):
        stem, ending = form[: len(form) - length], form[len(form) - length :]
        for strip in sorted(shelf.endings.get(ending, ())):
            base = entry(stem + strip)
            if base and (strip, ending) in base.kind.endings and base.word != form:
                yield base


def _is_commoner(base: Entry, itself: Entry) -> bool:
    return base.begins + base.ends > itself.begins + itself.ends


@lru_cache(maxsize=8_000)
def joining(form: str) -> tuple[Entry, ...]:
    """The words that stand like this before another: "arbejds" is "arbejde", "børne" is "børn"."""
    found: list[Entry] = []
    shelf = _shelf()
    for length in range(min(_LONGEST_JOINT + 1, len(form))):
        stem, joint = form[: len(form) - length], form[len(form) - length :]
        for strip in sorted(shelf.joints.get(joint, ())):
            base = entry(stem + strip)
            if base and base not in found and (strip, joint) in base.kind.joints:
                found.append(base)
    return tuple(found)
