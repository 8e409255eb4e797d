"""Looking for one conversation, and saying why."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.phones import NotAPhoneNumber, reachable_phone
from jobcenter.shared.secrets import SPOKEN_ALPHABET, SPOKEN_LENGTH
from jobcenter.shared.typed import one_line
from jobcenter.ui.forms import HouseForm, MailField, ReasonField

from .domain.finding import Wanted

SAY_ONE = _("Write the whole mail address, the phone number or the code.")


class FindForm(HouseForm):
    """By what the person can tell. There is no way to look for a name."""

    known = forms.CharField(
        label=_("What did they book with?"),
        help_text=_("The whole mail address, the phone number, or the code from the receipt."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": SAY_ONE},
    )
    day = forms.DateField(
        label=_("Which day is the conversation?"),
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a date")},
    )

    def clean_known(self) -> dict[str, str]:
        said = one_line(self.cleaned_data["known"])
        if "@" in said:
            return {"email": MailField().clean(said)}
        code = said.upper().replace(" ", "").replace("-", "")
        if len(code) == SPOKEN_LENGTH and set(code) <= set(SPOKEN_ALPHABET):
            return {"code": code}
        try:
            return {"phone": reachable_phone(said)}
        except NotAPhoneNumber as refusal:
            raise ValidationError(SAY_ONE) from refusal

    def wanted(self) -> Wanted:
        return Wanted(day=self.cleaned_data["day"], **self.cleaned_data["known"])


class ReasonForm(HouseForm):
    words = ReasonField()
