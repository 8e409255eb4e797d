from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """What happened to an activity that everybody may know of."""

    SUBMITTED = "submitted", _("Sent to the house")
    CHANGE_ASKED = "change_asked", _("A change was asked for")
    REFUSED = "refused", _("Declined")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Made public")
    WITHDRAWN = "withdrawn", _("Taken out of the programme")
    CHANGED = "changed", _("Changed")
    DATE_ADDED = "date_added", _("A date was added")
    DATE_MOVED = "date_moved", _("A date was moved")
    DATE_POSTPONED = "date_postponed", _("A date was postponed")
    DATE_CANCELLED = "date_cancelled", _("A date was cancelled")
    DATE_ON_AGAIN = "date_on_again", _("A date is on again")
    DATE_CHANGED = "date_changed", _("A date was changed")
    FIRST_ON_WORD = "first_on_word", _("Somebody came first on their word that they wished for it")


# Nobody says no without a reason.
SAYS_WHY = (Step.CHANGE_ASKED, Step.REFUSED, Step.DATE_CANCELLED)
