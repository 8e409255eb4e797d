"""What a word is found by, and what a question asks for.

Every word of a text leaves *marks*, each with its kind before a colon:
    w:  the word as it was written        b:  its base form        p:  a part of it (base form)
    r:  the verb or adjective it is made of (søgning → søge)       f:  as typed without å, ø, æ
A word of a question asks for marks of the same kinds; `Wanted` says how.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from .compounds import Part, parts_of
from .lexicon import Entry, bases, entry
from .ours import ours
from .spellings import is_known, meant, one_spelling, plain

_WORDS = re.compile(r"[\w#+]+(?:[-'’.][\w#+]+)*")
_INSIDE = re.compile(r"[-'’.]")
_OF_A_VERB, _OF_AN_ADJECTIVE = ("ning", "ing", "else", "er"), "hed"
_SHORTEST_BEGINNING = 3
_SHORTEST_BEGINNING_OF_A_PART = 4


def words_in(text: str) -> list[str]:
    """The words in small letters; "a-kasse" is one."""
    return _WORDS.findall(unicodedata.normalize("NFC", text).casefold())


def marks_of(text: str) -> frozenset[str]:
    """Everything the text can be found by."""
    return frozenset().union(*(_marks(word) for word in words_in(text)))


@lru_cache(maxsize=8_000)
def _marks(written: str) -> frozenset[str]:
    pieces = _INSIDE.split(written)
    words = {*pieces, "".join(pieces)} - {""}
    return frozenset().union(*(_marks_of_word(word) for word in words))


def _marks_of_word(word: str) -> frozenset[str]:
    marks = {f"w:{one_spelling(word)}", f"f:{plain(word)}"}
    for spelled in meant(word) or (word,):
        marks |= {f"b:{one_spelling(base)}" for base in base_forms(spelled)}
        marks |= {f"r:{one_spelling(root)}" for root in roots(spelled)}
        marks |= _marks_of_parts(parts_of(spelled))
    marks |= {f"f:{plain(mark[2:])}" for mark in marks if mark[0] in "bp"}
    return frozenset(marks)


def _marks_of_parts(parts: tuple[Part, ...]) -> set[str]:
    marks = set()
    for place, part in enumerate(parts):
        for word in part.words or (part.letters,):
            marks |= {f"p:{one_spelling(base)}" for base in base_forms(word) or {word}}
            marks |= {f"r:{one_spelling(root)}" for root in roots(word)}
            marks |= _marks_of_parts(parts_of(word))
        if place:  # børne|loppe|marked holds a loppemarked
            tail = "".join(piece.letters for piece in parts[place:])
            marks |= {f"p:{one_spelling(base)}" for base in base_forms(tail) or {tail}}
    return marks


@lru_cache(maxsize=8_000)
def base_forms(word: str) -> frozenset[str]:
    """The base forms a known word may have; none of a word nobody knows."""
    found = {_bent_back(base.word) for base in bases(word)}
    parts = parts_of(word) if not found else ()
    if parts and all(part.words for part in parts):
        before = "".join(part.letters for part in parts[:-1])
        found = {_bent_back(before + last) for last in parts[-1].words}
    return frozenset(found)


def _bent_back(word: str) -> str:
    irregular = ours().irregular
    if word in irregular:
        return irregular[word]
    parts = parts_of(word)
    last = parts[-1].letters if parts else ""
    return word.removesuffix(last) + irregular[last] if last in irregular else word


@lru_cache(maxsize=8_000)
def roots(word: str) -> frozenset[str]:
    """What the word is made of: søgning → søge, ensomhed → ensom, strik → strikke."""
    return frozenset().union(*(_roots(base) for base in bases(word)))


def _roots(base: Entry) -> set[str]:
    found = {base.word} if base.kind.is_verb else set()
    found |= {ours().kin[base.word]} if base.word in ours().kin else set()
    for ending in _OF_A_VERB:
        if base.word.endswith(ending):
            found |= _verbs(base.word.removesuffix(ending))
    if base.word.endswith(_OF_AN_ADJECTIVE) and entry(base.word.removesuffix(_OF_AN_ADJECTIVE)):
        found.add(base.word.removesuffix(_OF_AN_ADJECTIVE))
    return found


def _verbs(stem: str) -> set[str]:
    """søg → søge, strik → strikke."""
    tried = [entry(stem + ending) for ending in ("e", stem[-1:] + "e")]
    return {verb.word for verb in tried if verb and verb.kind.is_verb}


@dataclass(frozen=True)
class Wanted:
    """One word of a question: found by any of `whole` (best) or `near`, or by one mark out of
    each set of `parts`, or by a mark that starts with one of `beginnings`."""

    letters: str
    whole: frozenset[str]
    near: frozenset[str]
    parts: tuple[frozenset[str], ...]
    beginnings: frozenset[str]
    is_known: bool

    def is_met_by(self, marks: frozenset[str]) -> bool:
        if marks & (self.whole | self.near):
            return True
        if self.parts and all(marks & part for part in self.parts):
            return True
        return any(mark.startswith(start) for mark in marks for start in self.beginnings)


def wanted(question: str) -> list[Wanted]:
    """What each word of the question asks for, without those that only bind others together."""
    words = words_in(question)
    said = [word for word in words if word not in ours().unsaid]
    return [_wanted(word) for word in said or words]


@lru_cache(maxsize=5_000)
def _wanted(written: str) -> Wanted:
    pieces = [piece for piece in _INSIDE.split(written) if piece]
    word = "".join(pieces)
    spellings = meant(word) or (word,)
    whole = {f"w:{one_spelling(word)}"} | _named("b", spellings)
    near = _named("p", spellings)
    near |= {f"r:{one_spelling(r)}" for spelled in spellings for r in roots(spelled) | {spelled}}
    known = is_known(word)
    if not known:
        near |= {f"f:{plain(word)}"}
    return Wanted(
        letters=word,
        whole=frozenset(whole),
        near=frozenset(near),
        parts=_parts_wanted(pieces, spellings),
        beginnings=frozenset() if known else frozenset(_beginnings(word)),
        is_known=known,
    )


def _named(kind: str, spellings: tuple[str, ...]) -> set[str]:
    found = {base for spelled in spellings for base in base_forms(spelled) or {spelled}}
    return {f"{kind}:{one_spelling(base)}" for base in found}


def _parts_wanted(pieces: list[str], spellings: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    if len(pieces) > 1:
        return tuple(_any_kind((piece,)) for piece in pieces)
    parts = parts_of(spellings[0])
    return tuple(_any_kind(part.words or (part.letters,)) for part in parts)


def _any_kind(words: tuple[str, ...]) -> frozenset[str]:
    found = {f"w:{one_spelling(word)}" for word in words}
    found |= _named("b", words) | _named("p", words)
    return frozenset(found | {f"r:{one_spelling(root)}" for word in words for root in roots(word)})


def _beginnings(word: str) -> set[str]:
    if len(word) < _SHORTEST_BEGINNING:
        return set()
    found = {f"w:{one_spelling(word)}", f"b:{one_spelling(word)}"}
    if len(word) >= _SHORTEST_BEGINNING_OF_A_PART:
        found |= {f"p:{one_spelling(word)}", f"f:{plain(word)}"}
    return found
