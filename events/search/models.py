from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class SearchEntry(models.Model):
    """What one thing is found by. `about` is its public id: this room knows no more of it."""

    about = models.CharField(max_length=32, unique=True)
    words = SearchVectorField()

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["words"], name="search_entry_words")]

    def __str__(self) -> str:
        return str(self.about)


class ProgrammeWord(models.Model):
    """A word that stands in the programme, in plain letters: what a typing error may have meant."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["word"], name="programme_word_trigrams", opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return self.word


class UnansweredWord(models.Model):
    """How often a word was looked for in a week without a hit.

    A word of the dictionary in its base form, never a name, never the words beside it, never who
    or when: "somebody should arrange this", and nothing else, can be read from it.
    """

    week = models.DateField()
    word = models.CharField(max_length=60)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["week", "word"], name="one_count_per_word_and_week"),
            models.CheckConstraint(
                condition=Q(week__iso_week_day=1), name="a_week_of_searches_begins_on_monday"
            ),
            models.CheckConstraint(
                condition=Q(times__gte=1), name="a_counted_word_was_looked_for_once_at_least"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.times}"
