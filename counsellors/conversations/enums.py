from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Booked or cancelled, nothing else: whether somebody came is not recorded."""

    BOOKED = "booked", _("Booked")
    CANCELLED = "cancelled", _("Cancelled")
