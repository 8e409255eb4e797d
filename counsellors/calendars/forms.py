from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.fetching.addresses import LONGEST, read_address
from jobcenter.shared.fetching.sealing import Way
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.typed import is_readable, one_line
from jobcenter.ui.forms import Card, HouseForm

from .enums import Kind

LONGEST_NAME = 80
LONGEST_SECRET = 200


class SubscriptionForm(HouseForm):
    """Which calendar to read. The password is never shown again, not even after a mistake."""

    name = forms.CharField(
        label=_("What do you call this calendar?"),
        help_text=_("For example “Outlook” or “My own”. Only you see it."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the calendar a name.")},
    )
    kind = forms.ChoiceField(
        label=_("How do we read it?"),
        choices=[
            (
                Kind.ADDRESS,
                Card(_("With a secret address"), _("It mostly ends in .ics. Outlook, Google")),
            ),
            (Kind.CALDAV, Card(_("With CalDAV"), _("With a user name. iCloud, Nextcloud"))),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we read it.")},
    )
    url = forms.CharField(
        label=_("The address of the calendar"),
        help_text=_("It begins with https://. Your calendar program shows it under “share”."),
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write the address of the calendar.")},
    )
    user = forms.CharField(
        label=_("User name"),
        help_text=_("Only for CalDAV."),
        max_length=LONGEST_SECRET,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("App password"),
        help_text=_("Only for CalDAV. Make one for us alone, never your usual password."),
        max_length=LONGEST_SECRET,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not is_readable(name):
            raise ValidationError(_("Give the calendar a name."))
        return name

    def clean_url(self) -> str:
        try:
            return read_address(self.cleaned_data["url"]).url
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Kind.CALDAV:
            if not cleaned.get("user"):
                self.add_error("user", _("CalDAV needs a user name."))
            elif ":" in cleaned["user"]:
                self.add_error("user", _("A user name has no colon in it."))
            if not cleaned.get("password"):
                self.add_error("password", _("CalDAV needs an app password."))
        return cleaned

    @property
    def way(self) -> Way:
        said = self.cleaned_data
        if said["kind"] == Kind.ADDRESS:
            return Way(said["url"])
        return Way(said["url"], said["user"], said["password"])
