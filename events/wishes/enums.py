from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdeaKind(models.TextChoices):
    WISH = "wish", _("I wish there was …")
    PROPOSAL = "proposal", _("I could hold …")


class Answer(models.TextChoices):
    """What the house says. "Not yet" names the day by which it answers again."""

    TAKEN_ON = "taken_on", _("We take it on")
    NOT_YET = "not_yet", _("Not yet")
    REFUSED = "refused", _("No")


# The last word: nothing is answered after it.
FINAL = (Answer.TAKEN_ON, Answer.REFUSED)


class Wrong(models.TextChoices):
    """Why somebody thinks that a wish should not stand there."""

    PERSON = "person", _("It is about one certain person")
    HURTS = "hurts", _("It hurts somebody")
    SELLS = "sells", _("It sells something")
    OTHER = "other", _("Something else")
