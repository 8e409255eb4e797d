from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What somebody who looked through the sample says of one look."""

    RIGHT = "right", _("Looks right")
    ASK = "ask", _("Ask about it")
