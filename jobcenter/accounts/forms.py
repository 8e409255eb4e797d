"""The few questions of the door."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobcenter.ui.forms import HouseForm, MailField

from .codes import CodeForNewMail, MailedCode
from .enums import NATIONAL_ROLES
from .models import Role, User

# The browser's answer is JSON of the visitor's making, and the FIDO library trips over some of it.
NOT_A_KEY = (ValidationError, KeyError, TypeError, AttributeError, ValueError)


class CodeField(forms.CharField):
    """Digits from a mail or an app: paste them, or let the phone fill them in."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "is-short"}
        )
        super().__init__(widget=widget, max_length=40, **kwargs)


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """In the back office."""

    class Meta:
        model = User
        fields = ["email", "name", "is_active"]

    def clean_email(self) -> str | None:
        return str(self.cleaned_data["email"] or "").lower() or None


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role is granted or withdrawn, never rewritten: the change trail then tells both."""

    class Meta:
        model = Role
        fields = ["kind", "centre_id"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        kind, has_centre = answers.get("kind"), answers.get("centre_id") is not None
        if kind in NATIONAL_ROLES and has_centre:
            self.add_error("centre_id", _("This role is for the whole country: choose no house."))
        elif kind and kind not in NATIONAL_ROLES and not has_centre:
            self.add_error("centre_id", _("This role belongs to one house: choose which."))
        return answers


class MailForm(HouseForm):
    email = MailField(
        label=_("Your mail"),
        help_text=_("We send you a code. Nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your mail address."),
            "invalid": _("Write a whole mail address, such as name@mail.dk."),
        },
    )


class MailedCodeForm(HouseForm):
    code = CodeField(
        label=_("Write the code from the mail"),
        error_messages={"required": _("Write the eight digits from the mail.")},
    )

    def __init__(self, *args: Any, pending: MailedCode | CodeForNewMail, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pending = pending
        self.fields["code"].help_text = _(
            "We have sent eight digits to %(email)s. They work for %(minutes)d minutes."
        ) % {"email": pending.email, "minutes": pending.timeout // 60}

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not self.pending.matches(code):
            raise ValidationError(_("That is not the code. Look once more, or ask for a new one."))
        return code


class CodeOfOwner(HouseForm):
    """The code an app shows, or one of the emergency codes."""

    code = CodeField(
        label=_("The code from your app"),
        help_text=_("Six digits. You can also use one of your emergency codes."),
        error_messages={"required": _("Write the code from your app.")},
    )

    def has_only_emergency_codes(self) -> None:
        self.fields["code"].label = _("One of your emergency codes")
        self.fields["code"].help_text = _("Each code works once.")


class AppCodeForm(CodeOfOwner, AuthenticateForm):  # type: ignore[misc]  # our words on its field
    """At the door."""


class AppCodeAgainForm(CodeOfOwner, ReauthenticateForm):  # type: ignore[misc]  # as above
    """Inside, when keys are to be changed."""


class NewAppForm(HouseForm, ActivateTOTPForm):
    code = CodeField(
        label=_("The code the app shows now"),
        error_messages={"required": _("Write the six digits the app shows.")},
    )


class PasskeyForm(HouseForm, AuthenticateWebAuthnForm):
    """As the second step."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except NOT_A_KEY as error:
            raise ValidationError(_("That passkey did not fit. Use a code instead.")) from error


class DoorPasskeyForm(PasskeyForm, LoginWebAuthnForm):
    """At the door: the key itself tells whose it is."""

    passwordless = True


class PasskeyAgainForm(PasskeyForm, ReauthenticateWebAuthnForm):
    """Inside, when keys are to be changed."""

    reauthenticated = True


class NewPasskeyForm(HouseForm, SignupWebAuthnForm):
    """Every key is made so that it can open the door alone: it asks for finger, face or PIN."""

    name = forms.CharField(
        label=_("What should we call it?"),
        help_text=_("For example: my phone."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = ""

    def clean(self) -> dict[str, Any]:
        # Asks the browser's answer to be checked as that of a key that knows its owner.
        self.cleaned_data["passwordless"] = True
        try:
            return super().clean()
        except NOT_A_KEY as error:
            raise ValidationError(_("That passkey could not be kept. Try once more.")) from error
