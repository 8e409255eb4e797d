from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What somebody is told whose conversation no longer lies in the hours."""

    KEEP = "keep", _("Keep it: I come all the same")
    OFFER = "offer", _("Offer a new time: we send one mail or text with choices")
