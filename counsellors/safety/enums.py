from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wrong(models.TextChoices):
    """What is wrong with a message, in the words of whoever reports it."""

    THREAT = "threat", _("It threatens somebody")
    HATE = "hate", _("It is hateful or degrading")
    SEXUAL = "sexual", _("It is sexual and unwelcome")
    PRIVATE = "private", _("It tells too much about somebody")
    OTHER = "other", _("Something else")


class Reached(models.TextChoices):
    """Whom a call for help has reached, so that nobody waits for people who do not know of it."""

    # Colleagues on duty, by screen and mail.
    HERE = "here"
    # Nobody is on duty: who works there and who leads the house have a mail.
    AWAY = "away"
    LEAD = "lead"
    # Nobody leads it either: its own mail box.
    HOUSE = "house"
    NOBODY = "nobody"
