from __future__ import annotations

from django.db import models


class Allowance(models.Model):
    """How often something was done within one window of time by one (hashed) address or contact."""

    kind = models.CharField(max_length=40)
    subject_hash = models.BinaryField(max_length=32)
    window_starts_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_hash", "window_starts_at"],
                name="one_allowance_per_subject_and_window",
            ),
        ]
        indexes = [models.Index(fields=["window_starts_at"], name="allowances_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.used}"
