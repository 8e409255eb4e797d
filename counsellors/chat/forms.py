from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from counsellors.chat.models import LONGEST_NICKNAME
from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.shared.typed import one_line


class NicknameField(forms.CharField):
    """What whoever writes wants to be called; it may stay empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("What may we call you?"),
            help_text=_("Write any name you like. You need not say who you are."),
            required=False,
            max_length=LONGEST_NICKNAME,
            widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        nickname = one_line(super().clean(value))
        if any(cpr_numbers_in(nickname)):
            raise forms.ValidationError(_("Take the number out. A name is enough."))
        return nickname
