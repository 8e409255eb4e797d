"""Asking about one line of the read log, and saying why one opens an account."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citizens.rights.models import LONGEST_ANSWER
from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.shared.phones import NotAPhoneNumber, reachable_phone
from jobcenter.shared.typed import lines, one_line
from jobcenter.ui.forms import HouseForm, MailField, ReasonField

LONGEST_QUESTION = 1000
NO_WAY_TO_REACH = _("Write a mail address or a phone number, so that we can answer you.")


class QuestionForm(HouseForm):
    words = forms.CharField(
        label=_("What would you like to know?"),
        help_text=_("You need not write anything. Do not write your CPR number."),
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reach = forms.CharField(
        label=_("Where may we answer you?"),
        help_text=_("A mail address or a phone number."),
        max_length=254,
        error_messages={"required": NO_WAY_TO_REACH},
    )

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])

    def clean_reach(self) -> str:
        said = one_line(self.cleaned_data["reach"])
        if "@" in said:
            return str(MailField().clean(said))
        try:
            return reachable_phone(said)
        except NotAPhoneNumber as refusal:
            raise ValidationError(NO_WAY_TO_REACH) from refusal


class AnswerForm(HouseForm):
    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("Say who looked, and what for. Do not write a CPR number."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write an answer")},
    )

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])


class AccountForm(HouseForm):
    """One account by its whole address. There is no way to look for a name."""

    email = MailField(
        label=_("The mail address they log in with"),
        error_messages={
            "required": _("Write the whole mail address."),
            "invalid": _("Write the whole mail address."),
        },
    )
    words = ReasonField()

    def clean_words(self) -> str:
        said = str(self.cleaned_data["words"])
        if any(number.is_certain for number in cpr_numbers_in(said)):
            raise ValidationError(
                _("There is a CPR number in your words, so we have not kept them.")
            )
        return said
