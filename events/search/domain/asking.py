"""From what somebody types to rows, the best first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.postgres.search import SearchQueryField, TrigramSimilarity
from django.db.models import (
    BooleanField,
    Case,
    Expression,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from events.search.models import ProgrammeWord, SearchEntry
from jobcenter.shared.danish_words.analysis import Wanted, wanted
from jobcenter.shared.danish_words.nearness import may_be_mistyped, nearest, swaps
from jobcenter.shared.danish_words.spellings import plain

from .writing import quoted

MOST_LETTERS = 100
_MOST_WORDS = 8
_MOST_CANDIDATES = 60
# Weights of tsvector: A title, B topics, kind and organiser, C place, D text.
_EVERYWHERE, _NOT_IN_TEXT, _IN_TITLE = "", "ABC", "A"


@dataclass(frozen=True)
class Question:
    """What somebody looks for; `near` holds for each word the plain words it may have meant."""

    words: tuple[Wanted, ...]
    near: tuple[frozenset[str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)

    def entries(self) -> QuerySet[SearchEntry]:
        """All that answers, with `rank`."""
        return SearchEntry.objects.filter(self.is_answered_by()).annotate(rank=self.rank())

    def is_answered_by(self, words: str = "words") -> Expression:
        """A condition; `words` is the way from the rows at hand to an entry's vector."""
        return _matches(words, self._any)

    def rank(self, words: str = "words") -> Case:
        """0 for whole words in the title, 1 for whole words anywhere, 2 for parts of words in
        the title, 3 for the rest."""
        return Case(
            When(_matches(words, self._all(whole=_IN_TITLE)), then=Value(0)),
            When(_matches(words, self._all(whole=_EVERYWHERE)), then=Value(1)),
            When(_matches(words, self._all(whole=_IN_TITLE, part=_IN_TITLE)), then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )

    @cached_property
    def _any(self) -> str:
        return self._all(whole=_EVERYWHERE, part=_NOT_IN_TEXT)

    def _all(self, *, whole: str, part: str | None = None) -> str:
        near = self.near or (frozenset[str](),) * len(self.words)
        return " & ".join(
            f"({_one(word, plain_words, whole=whole, part=part)})"
            for word, plain_words in zip(self.words, near, strict=True)
        )

    def forgiving(self) -> Question:
        """The same, but for mistyped words what the programme has that is nearest. One query."""
        doubtful = [word for word in self.words if may_be_mistyped(word)]
        if not doubtful:
            return self
        alike = _alike({plain(word.letters) for word in doubtful})
        near = tuple(
            nearest(word, alike) if word in doubtful else frozenset[str]() for word in self.words
        )
        return Question(self.words, near) if any(near) else self


def ask(typed: str) -> Question:
    """Understand what was typed. Empty (false) when there is no word in it."""
    return Question(tuple(wanted(typed[:MOST_LETTERS])[:_MOST_WORDS]))


def _one(word: Wanted, near: frozenset[str], *, whole: str, part: str | None) -> str:
    """The tsquery of one word of a question."""
    choices = [_lexeme(mark, whole) for mark in word.whole]
    if part is not None:
        choices += [_lexeme(mark, part) for mark in word.near]
        choices += [_lexeme(mark, whole, beginning=True) for mark in word.beginnings]
        choices += [_lexeme(f"f:{plain_word}", part) for plain_word in near]
        if word.parts:
            choices.append("(" + " & ".join(f"({_any_of(p, part)})" for p in word.parts) + ")")
    return " | ".join(sorted(choices))


def _any_of(marks: Iterable[str], where: str) -> str:
    return " | ".join(_lexeme(mark, where) for mark in sorted(marks))


def _lexeme(mark: str, where: str, *, beginning: bool = False) -> str:
    told = ("*" if beginning else "") + where
    return f"{quoted(mark)}:{told}" if told else quoted(mark)


def _matches(words: str, tsquery: str) -> Expression:
    query = Cast(Value(tsquery), SearchQueryField())
    return Func(F(words), query, template="(%(expressions)s)", arg_joiner=" @@ ",
                output_field=BooleanField())  # fmt: skip


def _alike(typed: set[str]) -> list[str]:
    """Words of the programme that share trigrams with one of these, or only swap two letters."""
    alike = Q(word__in=[swapped for word in typed for swapped in swaps(word)])
    for word in sorted(typed):
        alike |= Q(word__trigram_similar=word)
    likeness = (When(word__trigram_similar=w, then=TrigramSimilarity("word", w)) for w in typed)
    best = Case(*likeness, default=Value(0.0))
    rows = ProgrammeWord.objects.filter(alike).order_by(best.desc(), "word")
    return list(rows.values_list("word", flat=True)[:_MOST_CANDIDATES])
