from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """How a calendar elsewhere is asked."""

    ADDRESS = "address", _("An address that ends in .ics")
    CALDAV = "caldav", _("CalDAV, with a user name and an app password")


class Problem(models.TextChoices):
    """Why a calendar could not be read, as it is said on the page and in the mail.

    A host that does not exist, one that does not answer and one we may not ask are one and the
    same here: nobody can map a network by adding calendars.
    """

    ADDRESS = "address", _("We may not read that address. Add the calendar again.")
    UNREACHABLE = "unreachable", _("The address does not answer.")
    CERTIFICATE = "certificate", _("The address cannot prove that it is who it says it is.")
    LOGIN = "login", _("The calendar does not accept the user name and the password.")
    GONE = "gone", _("There is no calendar at that address any more.")
    TOO_LARGE = "too_large", _("The calendar is too large. Share fewer years of it.")
    NOT_A_CALENDAR = "not_a_calendar", _("What lies at that address is no calendar.")
    UNREADABLE = "unreadable", _("There is something in the calendar that we cannot read.")
    LOCKED = "locked", _("We can no longer open the address we kept. Add the calendar again.")
