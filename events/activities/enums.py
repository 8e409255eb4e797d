from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    """What kind of thing it is. Nothing is ever sorted by it."""

    INFORMATION = "information", _("Information meeting")
    WORKSHOP = "workshop", _("Workshop")
    COURSE = "course", _("Course")
    SELF_HELP = "self_help", _("Self-help group")
    JOB_FAIR = "job_fair", _("Job fair")
    VOLUNTEERING = "volunteering", _("Volunteering")
    HEALTH = "health", _("Health and food")
    CREATIVE = "creative", _("Creative")
    ENTREPRENEURS = "entrepreneurs", _("Start for yourself")
    DEBATE = "debate", _("Debate")
    OPEN_HOUSE = "open_house", _("Open house")


class Whereabouts(models.TextChoices):
    IN_HOUSE = "in_house", _("In the house")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In the house and online")


class Repeats(models.TextChoices):
    """How dates follow from the rule. Irregular dates are written one by one."""

    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every so many weeks")
    MONTHLY = "monthly", _("On a weekday of the month")
    IRREGULAR = "irregular", _("On dates of its own")


class DateState(models.TextChoices):
    """What is written of a date. Full and held follow from other facts: see `state_at`."""

    PLANNED = "planned", _("As planned")
    MOVED = "moved", _("Moved")
    POSTPONED = "postponed", _("Postponed, no new date yet")
    CANCELLED = "cancelled", _("Cancelled")
    FULL = "full", _("Full")
    HELD = "held", _("Held")


WRITTEN_STATES = (
    DateState.PLANNED, DateState.MOVED, DateState.POSTPONED, DateState.CANCELLED,
)  # fmt: skip
