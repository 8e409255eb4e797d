from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WayOn(models.TextChoices):
    """What a kind message offers. None is better; each is written into the message."""

    NEW_TIME = "new_time", _("A new time with me")
    PHONE = "phone", _("Talk by phone instead")
    NOTHING = "nothing", _("Nothing is needed")
