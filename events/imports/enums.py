from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    """What lies at the address, or in the file."""

    ICS = "ics", _("A calendar (ICS)")
    JSON = "json", _("A list (JSON), with a mapping")


class Pause(models.TextChoices):
    """Why a source is not read."""

    BRAKE = "brake", _("Very much of it is gone at once. Look at it first.")
    EDITOR = "editor", _("An editor has paused it.")


class Need(models.TextChoices):
    """Why a source needs somebody of the house."""

    BRAKE = "brake", _("Very much of it is gone at once")
    FAILING = "failing", _("We could not read it three nights in a row")


class OnGone(models.TextChoices):
    """What an editor said about what is gone; asked again the next time."""

    ASK = "", _("Ask me")
    REMOVE = "remove", _("Remove them")
    KEEP = "keep", _("Keep them")


class Effect(models.TextChoices):
    """What comes, or would come, of one item."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    CANCELLED = "cancelled", _("Cancelled")
    GONE = "gone", _("Gone")
    KEPT = "kept", _("Kept as it is here")
    REFUSED = "refused", _("Refused")
