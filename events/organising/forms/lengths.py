"""Lists to choose from, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.activities.enums import Repeats
from events.organising.enums import SignUp
from jobcenter.shared.refusals import Words
from jobcenter.ui.forms import Card

CHOOSE = {"required": _("Choose one."), "invalid_choice": _("Choose one from the list.")}
USUAL = (30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480)
RHYTHMS = [
    (Repeats.ONCE, _("Once")),
    (
        Repeats.WEEKLY,
        Card(_("Every week, or every other"), _("For example each Tuesday until Christmas")),
    ),
    (Repeats.MONTHLY, Card(_("Every month"), _("For example the first Thursday"))),
    (Repeats.IRREGULAR, Card(_("On days of its own"), _("You write the days, one by one"))),
]
NTHS: list[tuple[str, Words]] = [
    ("", _("As on the first day")),
    ("1", _("The first of the month")),
    ("2", _("The second of the month")),
    ("3", _("The third of the month")),
    ("4", _("The fourth of the month")),
    ("-1", _("The last of the month")),
]
SIGN_UPS = [
    (SignUp.DROP_IN, Card(_("No, just come"), _("Nobody has to tell who they are"))),
    (SignUp.SINGLE, Card(_("Yes, for each date"), _("One chooses the days on which one comes"))),
    (SignUp.SERIES, Card(_("Yes, for one date or for all"), _("One chooses oneself"))),
    (
        SignUp.ALL_OR_NONE,
        Card(_("Yes, for all dates or none"), _("A course that belongs together")),
    ),
]


def lengths(own: int) -> list[tuple[str, Words]]:
    """The usual ones, and the one it has."""
    minutes = sorted({*USUAL, own} - {0})
    return [("", _("Choose")), *((str(each), in_words(each)) for each in minutes)]


def in_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(parts)
