from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmissionState(models.TextChoices):
    """How far an activity of a partner has come. Whether it is public stands on the activity."""

    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waits for the house")
    CHANGE_ASKED = "change_asked", _("The house asks for a change")
    REFUSED = "refused", _("Declined")
    APPROVED = "approved", _("Approved")


class SignUp(models.TextChoices):
    """How one signs up; in words in `forms.lengths`."""

    DROP_IN = "drop_in"
    SINGLE = "single"
    SERIES = "series"
    ALL_OR_NONE = "all_or_none"


ANSWERED_WITH_WORDS = (SubmissionState.CHANGE_ASKED, SubmissionState.REFUSED)
