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


class Step(models.TextChoices):
    """By the date of an agreed step. A date that has passed is a date, no fault of anybody."""

    WITHIN_A_WEEK = "uge", _("within a week")
    DATE_HAS_PASSED = "passeret", _("the date has passed")
    NONE = "ingen", _("no step agreed")
