from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceState(models.TextChoices):
    """What somebody has on one date. Whether they came is nobody's business and not among them."""

    TAKEN = "taken", _("Has a place")
    WAITING = "waiting", _("Waits")
    OFFERED = "offered", _("Is offered a place")
    GIVEN_UP = "given_up", _("Gave it up")
    LAPSED = "lapsed", _("Did not answer in time")


LIVING = (PlaceState.TAKEN, PlaceState.WAITING, PlaceState.OFFERED)
