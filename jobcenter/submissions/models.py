from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Submission(models.Model):
    """One form sent once: the key minted when the form was rendered, and what came of it."""

    form = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    body_hash = models.BinaryField(max_length=32)
    result = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "key"], name="one_result_per_form_and_key"),
        ]
        indexes = [models.Index(fields=["at"], name="submissions_by_age")]

    def __str__(self) -> str:
        return f"{self.form} {self.key[:8]}"
