from __future__ import annotations

from django.db import models


class Author(models.TextChoices):
    """The two who write: each owns a part, and nobody else may touch it."""

    COUNSELLOR = "counsellor"
    CITIZEN = "citizen"

    @property
    def other(self) -> Author:
        return Author.CITIZEN if self is Author.COUNSELLOR else Author.COUNSELLOR


class Doer(models.TextChoices):
    """Who takes an agreed step. The professional is first: it is what nobody saying means."""

    COUNSELLOR = "counsellor"
    CITIZEN = "citizen"
    BOTH = "both"
