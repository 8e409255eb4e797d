from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HoldKind(models.TextChoices):
    """Why nobody is shown into a room: something is on there, or the room cannot be used."""

    RESERVED = "reserved", _("Reserved")
    OUT_OF_USE = "out_of_use", _("Out of use")
