from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Next(models.TextChoices):
    WITHIN_A_WEEK = "uge", _("within a week")
    LATER = "senere", _("later")
    NONE = "ingen", _("nothing booked")


class Last(models.TextChoices):
    WITHIN_A_WEEK = "uge", _("within the last week")
    WITHIN_THIRTY_DAYS = "maaned", _("within the last 30 days")
    LONGER_AGO = "laengere", _("longer ago, or not yet")
