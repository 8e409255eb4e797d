from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from counsellors.safety.enums import Wrong
from counsellors.safety.models import LONGEST_REASON, LONGEST_WORDS
from jobcenter.shared.typed import lines, one_line
from jobcenter.ui.forms import HouseForm

DAYS = [
    ("1", _("One day")),
    ("7", _("One week")),
    ("14", _("Two weeks")),
    ("30", _("Thirty days, the longest there is")),
]


class BlockForm(HouseForm):
    reason = forms.CharField(
        label=_("Why can they not write for now?"),
        help_text=_("They read these words, with the date it ends. Say what happened, calmly."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Write why, in words the person can understand.")},
    )
    days = forms.ChoiceField(
        label=_("For how long?"),
        choices=DAYS,
        initial="7",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how long."),
            "invalid_choice": _("Choose how long."),
        },
    )
    with_address = forms.BooleanField(
        label=_("Also everybody at the same connection, for one day"),
        help_text=_(
            "Only when they come back under new names. In a library it stops everybody from"
            " chatting. The others there are not told why, and can still send a letter."
        ),
        required=False,
    )

    def clean_reason(self) -> str:
        return one_line(self.cleaned_data["reason"])

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))


class ReportForm(HouseForm):
    wrong = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Wrong,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong."),
            "invalid_choice": _("Choose what is wrong."),
        },
    )
    words = forms.CharField(
        label=_("Would you like to say more?"),
        help_text=_("Never write your CPR number."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])


class WordsForm(HouseForm):
    """An answer to a report, or to a block."""

    words = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Write a few words first.")},
    )

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])
