from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Booked or cancelled, nothing else: whether somebody came is not recorded."""

    BOOKED = "booked", _("Booked")
    CANCELLED = "cancelled", _("Cancelled")


class Need(models.TextChoices):
    """What makes a conversation easier for this person. Self-declared, never a diagnosis."""

    INTERPRETER = "interpreter", _("An interpreter")
    QUIET_ROOM = "quiet_room", _("A quiet room")
    STEP_FREE = "step_free", _("Step-free access")
    COMPANION = "companion", _("I bring a companion")
    SHORT_TALK = "short_talk", _("A short talk")


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Morning, before noon")
    AFTERNOON = "afternoon", _("Afternoon, noon to 16")
    EVENING = "evening", _("Late afternoon or evening, after 16")
