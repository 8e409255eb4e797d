"""A name and one way to reach somebody: what booking and wishing both ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from counsellors.conversations.domain.booking import refuse_a_web_address
from counsellors.conversations.domain.refusals import NotAName
from jobcenter.shared.phones import NotAPhoneNumber, reachable_phone
from jobcenter.shared.typed import is_readable, one_line
from jobcenter.ui.forms import HouseForm, MailField

LONGEST_TEXT = 2000


class PhoneField(forms.CharField):
    """A phone number as people write it; the value is E.164. Without a country it is Danish."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        options: dict[str, Any] = {"widget": widget, "max_length": 30}
        super().__init__(**(options | kwargs))

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        if not said:
            return ""
        try:
            return reachable_phone(said)
        except NotAPhoneNumber as refusal:
            raise ValidationError(
                _("“%(value)s” is not a phone number. Write eight digits, or + and the country."),
                params={"value": said},
            ) from refusal


class ContactForm(HouseForm):
    """Name or nickname, and one channel: mail or phone."""

    must_be_reachable = True

    name = forms.CharField(
        label=_("What may we call you?"),
        help_text=_("Your name or a nickname."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write what we may call you. A nickname is fine.")},
    )
    email = MailField(
        label=_("Mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("That is not a mail address. It looks like this: name@example.dk")
        },
    )
    phone = PhoneField(label=_("Phone"), required=False)
    # A trap for programs that fill in everything; people never see it.
    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not is_readable(name):
            raise ValidationError(self.fields["name"].error_messages["required"])
        try:
            refuse_a_web_address(name)
        except NotAName as refusal:
            raise ValidationError(str(refusal)) from refusal
        return name

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_reachable = given.get("email") or given.get("phone") or not self.must_be_reachable
        if not is_reachable and not self._channel_errors():
            self.add_error("email", _("Write a mail address or a phone number. One is enough."))
        return given

    def _channel_errors(self) -> bool:
        return bool({"email", "phone"} & set(self.errors))

    def as_typed(self) -> dict[str, Any]:
        """Right or wrong: what a person would not like to type again."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
        }

    @property
    def was_filled_by_a_program(self) -> bool:
        return bool(self.data.get("website"))
