from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from counsellors.files.forms import WithFiles
from jobcenter.shared.typed import lines
from jobcenter.ui.forms import HouseForm


class MessageForm(HouseForm):
    """Words. Whether they can be sent is the domain's to say: a field with a limit of its own cuts
    off what somebody pastes.
    """

    words = forms.CharField(
        label=_("Your message"),
        help_text=_("Never write your CPR number."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])


class ComposerForm(WithFiles, MessageForm):
    """Words, files, or both."""
