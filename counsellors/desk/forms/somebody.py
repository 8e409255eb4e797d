"""Who stands there or is on the phone: a name, and a way to write if they want one."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from counsellors.conversations.forms.contact import LONGEST_TEXT, ContactForm, PhoneField
from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.ui.forms import MailField

__all__ = ["LONGEST_TEXT", "SomebodyForm", "no_cpr_number"]

NOBODYS_BROWSER = {"autocomplete": "off"}


def no_cpr_number(text: str) -> str:
    """The house never keeps one. Names the passage."""
    for number in cpr_numbers_in(text):
        if number.is_certain:
            raise ValidationError(
                _("“%(passage)s” looks like a CPR number. Take it out: we never keep one."),
                params={"passage": number.passage},
            )
    return text


class SomebodyForm(ContactForm):
    """The contact is optional: somebody who wants no message gets a slip instead."""

    must_be_reachable = False

    name = forms.CharField(
        label=_("Name or nickname"),
        max_length=80,
        widget=forms.TextInput(attrs=NOBODYS_BROWSER),
        error_messages={"required": _("Write what we may call them. A nickname is fine.")},
    )
    email = MailField(
        label=_("Mail"),
        required=False,
        widget=forms.EmailInput(attrs=NOBODYS_BROWSER),
        error_messages={
            "invalid": _("That is not a mail address. It looks like this: name@example.dk")
        },
    )
    phone = PhoneField(
        label=_("Phone"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", **NOBODYS_BROWSER}),
    )
    page_language = forms.ChoiceField(
        label=_("Which language do we write in?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language.")},
    )
    # People at a screen of staff are no programs.
    website = None  # type: ignore[assignment]  # how a form takes a field away

    def clean_name(self) -> str:
        return no_cpr_number(super().clean_name())
