from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperSize(models.TextChoices):
    A4 = "a4", "A4"
    A3 = "a3", "A3"


class Wrong(models.TextChoices):
    """What a poster says that is no longer so. Never written down: found by comparing."""

    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed, no new date yet")
    MOVED = "moved", _("Moved")
    ON_AFTER_ALL = "on_after_all", _("On after all")
    ADDED = "added", _("There is another day")
    TITLE = "title", _("Another title")
    PLACE = "place", _("Another room")
    PRICE = "price", _("Another price")
    TEXT = "text", _("Another text")
    LANGUAGE = "language", _("Another language")
    ONLINE = "online", _("Not in the house or online as it says")
    SIGN_UP = "sign_up", _("One signs up in another way")
    ACCESS = "access", _("The room is not as it says")
    PHONE = "phone", _("Another phone number")
    PARTNER = "partner", _("Somebody else arranges it")
    WITHDRAWN = "withdrawn", _("No longer in the programme")
