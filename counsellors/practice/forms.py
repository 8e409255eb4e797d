"""Words, and a step. What they may not hold is the domain's to say, with the passage named."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.typed import lines, one_line
from jobcenter.ui.forms import HouseForm

from .enums import Author, Doer
from .models import LONGEST_STEP, LONGEST_WORDS

LABELS: dict[Author, str | Promise] = {
    Author.COUNSELLOR: _("What you agreed, in words you both know"),
    Author.CITIZEN: _("Your own words"),
}
ANSWERS: dict[Author, str | Promise] = {
    Author.COUNSELLOR: _("Short is fine. No CPR number, no diagnosis."),
    Author.CITIZEN: _("Answer, correct or add something. Do not write your CPR number."),
}
WHO: dict[Author, dict[Doer, str | Promise]] = {
    Author.COUNSELLOR: {
        Doer.COUNSELLOR: _("I do"),
        Doer.CITIZEN: _("The one I met"),
        Doer.BOTH: _("We do it together"),
    },
    Author.CITIZEN: {
        Doer.COUNSELLOR: _("My counsellor"),
        Doer.CITIZEN: _("I do"),
        Doer.BOTH: _("We do it together"),
    },
}


class WordsForm(HouseForm):
    words = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, author: Author, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = str(LABELS[author])
        self.fields["words"].help_text = str(ANSWERS[author])

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])


class StepForm(HouseForm):
    what = forms.CharField(
        label=_("What happens next?"),
        max_length=LONGEST_STEP,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write what happens next.")},
    )
    by_whom = forms.ChoiceField(
        label=_("Who does it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who does it."),
            "invalid_choice": _("Choose who does it."),
        },
    )
    by_day = forms.DateField(
        label=_("By which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date, such as 24.12.2026.")},
    )

    def __init__(self, *args: Any, author: Author, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("by_whom", list(WHO[author].items()))
        self.fields["by_whom"].initial = Doer.COUNSELLOR

    def clean_what(self) -> str:
        what = one_line(self.cleaned_data["what"])
        if not what:
            raise forms.ValidationError(_("Write what happens next."))
        return what

    def clean_by_whom(self) -> Doer:
        return Doer(self.cleaned_data["by_whom"])
