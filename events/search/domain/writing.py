"""Words are taken apart when a thing is written, so that asking is one look into an index."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, transaction
from django.db.models import BooleanField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from events.search.models import ProgrammeWord, SearchEntry
from jobcenter.shared.danish_words.analysis import marks_of

_LONGEST_WORD = 60
_FORGET_LONELY_WORDS = """
    DELETE FROM events_programmeword AS kept WHERE NOT EXISTS (
        SELECT FROM ts_stat('SELECT words FROM events_searchentry') AS used
        WHERE used.word = 'f:' || kept.word
    )
"""
_MOST_MARKS = 5_000  # PostgreSQL takes a megabyte; no honest text comes near


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """The texts of one thing, from what counts most to what counts least."""

    title: str
    topics: str = ""  # topics, kind, organiser
    place: str = ""
    text: str = ""

    def weighed(self) -> dict[str, str]:
        """Mark → the weight of the best field it stands in, A to D."""
        weights: dict[str, str] = {}
        fields = (self.text, self.place, self.topics, self.title)
        for weight, words in zip("DCBA", fields, strict=True):
            weights |= dict.fromkeys(sorted(marks_of(words)), weight)
        return weights


def write_entry(*, about: str, described: Described) -> tuple[SearchEntry, bool]:
    """Let the thing be found by these words, and by these only; whether they are new."""
    weights = {m: w for m, w in described.weighed().items() if len(m) <= _LONGEST_WORD}
    kept = sorted(weights.items(), key=lambda mark: mark[1])[:_MOST_MARKS]
    vector = " ".join(f"{quoted(mark)}:1{weight}" for mark, weight in kept)
    plain_words = {mark[2:] for mark, _ in kept if mark.startswith("f:")}
    with transaction.atomic():
        # Raw: the ORM reads "=" between vectors as a search.
        is_the_same = RawSQL("words = %s::tsvector", [vector], output_field=BooleanField())
        if same := SearchEntry.objects.filter(is_the_same, about=about).first():
            return same, False
        words = Cast(Value(vector), SearchVectorField())
        entry, _ = SearchEntry.objects.update_or_create(about=about, defaults={"words": words})
        # In one order for everybody: two writers with common words never wait for each other.
        ProgrammeWord.objects.bulk_create(
            [ProgrammeWord(word=word) for word in sorted(plain_words)], ignore_conflicts=True
        )
    return entry, True


def forget_entry(*, about: str) -> None:
    """The thing is found no longer. Its words go with the next `forget_lonely_words`."""
    SearchEntry.objects.filter(about=about).delete()


def forget_lonely_words() -> int:
    """Drop the words that stand in no entry any more; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_LONELY_WORDS)
        return cursor.rowcount


def quoted(mark: str) -> str:
    """As a lexeme of tsvector and tsquery is written."""
    return "'" + mark.replace("\\", "\\\\").replace("'", "''") + "'"
