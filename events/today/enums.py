from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    """What became of a date since yesterday. Never written down: see `domain.changes`."""

    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed, no new date yet")
    MOVED = "moved", _("Moved")
    NEW = "new", _("New")


class RoomUse(models.TextChoices):
    """A room at one moment, as far as it is everybody's business: no conversation is told of."""

    ON = "on", _("In use")
    TAKEN = "taken", _("Taken")
    OUT_OF_USE = "out_of_use", _("Out of use")
    NOTHING_ON = "nothing_on", _("Nothing on")
    CLOSED = "closed", _("The house is closed")
