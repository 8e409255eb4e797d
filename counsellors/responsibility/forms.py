from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.typed import is_readable, one_line
from jobcenter.ui.forms import HouseForm


class NameForm(HouseForm):
    """The only thing an own counsellor must know: what to call the person."""

    name = forms.CharField(
        label=_("What may we call you?"),
        help_text=_("Your name or a nickname."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write what we may call you. A nickname is fine.")},
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not is_readable(name):
            raise ValidationError(_("Write what we may call you. A nickname is fine."))
        return name
