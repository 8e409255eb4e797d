from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .enums import SAYS_WHY, Step


class TrailEntry(models.Model):
    """One line of an activity's public trail: who, when, why, what. Append-only by trigger.

    `by` is the name of an organisation, or empty for the house: never a person. `changes` are
    triples of a field's name, what it was and what it is; of long texts only the name. Tied to the
    activity by its public id, so that nothing can take a line away with it.
    """

    about = models.CharField(max_length=32)
    step = models.CharField(max_length=16, choices=Step)
    by = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["about", "at"], name="trail_of_one_activity")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(about=""), name="a_line_of_the_trail_is_about_an_activity"
            ),
            models.CheckConstraint(
                condition=~Q(step__in=SAYS_WHY) | ~Q(why=""),
                name="a_no_in_the_trail_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.about}"
