from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """How somebody came to their own counsellor. Nobody is ever given one without saying yes."""

    CHOSEN = "chosen", _("You chose")
    ACCEPTED = "accepted", _("You said yes to an offer")
    HANDED_OVER = "handed_over", _("You said yes to a handover")


class Answer(models.TextChoices):
    WAITING = "waiting", _("Waiting for an answer")
    YES = "yes", _("Yes")
    NO = "no", _("No")
