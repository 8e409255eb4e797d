"""Finding a conversation with the code on the receipt."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jobcenter.ui.forms import HouseForm

from .contact import PhoneField


class CodeForm(HouseForm):
    phone = PhoneField(
        label=_("Your phone number"),
        error_messages={"required": _("Write the phone number you booked with.")},
    )
    code = forms.CharField(
        label=_("The code on your receipt"),
        help_text=_("Seven letters and digits, for example KR7 42XA."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Write the code from your receipt.")},
    )
