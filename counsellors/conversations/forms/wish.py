""" "None of the times suit me": which would?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from counsellors.availability.enums import Mode, PartOfDay
from jobcenter.centres.enums import Weekday
from jobcenter.shared.typed import lines

from .contact import LONGEST_TEXT, ContactForm


class WishForm(ContactForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Which days?"),
        required=False,
        coerce=int,
        choices=Weekday.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    parts_of_day = forms.MultipleChoiceField(
        label=_("When on the day?"),
        required=False,
        choices=PartOfDay.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    modes = forms.MultipleChoiceField(
        label=_("How would you like to meet?"),
        required=False,
        choices=Mode.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=_("Anything else that would help us find a time?"),
        help_text=_("Do not write your CPR number."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ("weekdays", "parts_of_day", "modes", "words", "name", "email", "phone")

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])
