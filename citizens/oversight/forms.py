from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.oversight.enums import Verdict
from citizens.oversight.models import LONGEST_WORD
from jobcenter.shared.typed import one_line
from jobcenter.ui.forms import HouseForm


class AskForm(HouseForm):
    """Under each look: it looks right, or a question to the one who looked."""

    words = forms.CharField(
        label=_("What would you like to know?"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, look: str = "", **kwargs: Any) -> None:
        # Several stand on one page: each field needs an id of its own.
        super().__init__(*args, auto_id=f"id_%s_{look}", **kwargs)

    def clean_words(self) -> str:
        return one_line(self.cleaned_data["words"])
