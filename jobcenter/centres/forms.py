from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.danish import danish_order
from jobcenter.shared.phones import NotAPhoneNumber, possible_phone
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.typed import one_line
from jobcenter.ui.forms import HouseForm, HouseModelForm

from .domain.hours import week_stretches
from .domain.hours_text import Stretch, hours_in_words, read_hours
from .domain.places import municipalities, postcodes
from .enums import HoursKind, Weekday
from .models import Centre, Partner, Topic

LONGEST_TEXT = 80
FURTHEST_DAY = timedelta(days=2 * 366)


class HoursField(forms.CharField):
    """ "9.00–12.00, 13–15" as a list of stretches; empty is an empty list."""

    widget = forms.TextInput(attrs={"class": "is-short", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def to_python(self, value: Any) -> Any:
        try:
            # Not max_length: its validator would be asked about the stretches, not the text.
            return read_hours((super().to_python(value) or "")[:LONGEST_TEXT])
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return hours_in_words(value) if isinstance(value, (list, tuple)) else value


class MinutesField(HoursField):
    """One stretch of the day as the range a `minutes` column holds; empty is None."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, NumericRange):
            return value
        stretches = super().to_python(value)
        if len(stretches) > 1:
            raise ValidationError(_("Write one stretch of hours, from opening to closing."))
        return NumericRange(*stretches[0], "[)") if stretches else None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, NumericRange):
            return hours_in_words([(value.lower, value.upper)])
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data) if (initial or data) else False


class PhoneField(forms.CharField):
    """A number people can call, kept as +4570200000. Danish without a country code."""

    widget = forms.TextInput(attrs={"class": "is-short", "inputmode": "tel"})

    def prepare_value(self, value: Any) -> Any:
        """Danish numbers in pairs, as people read them aloud."""
        if isinstance(value, str) and re.fullmatch(r"\+45\d{8}", value):
            return " ".join(re.findall(r"\d\d", value.removeprefix("+45")))
        return value

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed:
            return ""
        try:
            return possible_phone(typed)
        except NotAPhoneNumber as refusal:
            raise ValidationError(
                _("“%(value)s” is not a phone number. Write for example 70 20 00 00."),
                params={"value": typed},
            ) from refusal


def _municipality_choices() -> list[tuple[str, str]]:
    return [("", "–"), *municipalities().items()]


class CentreForm(HouseModelForm):
    """What visitors read about the house, and how they reach it."""

    phone = PhoneField(label=_("Phone"), required=False)
    municipality = forms.ChoiceField(
        label=_("Municipality"), required=False, choices=_municipality_choices
    )

    class Meta:
        model = Centre
        fields = [
            "name",
            "about_da",
            "about_en",
            "street",
            "postcode",
            "town",
            "municipality",
            "how_to_get_here_da",
            "how_to_get_here_en",
            "email",
            "phone",
            "has_hotline",
            "has_chat",
            "illustration",
            "topics",
        ]
        labels = {
            "name": _("The name of the house"),
            "about_da": _("About the house, in Danish"),
            "about_en": _("About the house, in English"),
            "street": _("Street and number"),
            "postcode": _("Postcode"),
            "town": _("Town"),
            "how_to_get_here_da": _("How to get here, in Danish"),
            "how_to_get_here_en": _("How to get here, in English"),
            "email": _("Mail"),
            "has_hotline": _("The house answers the hotline"),
            "has_chat": _("The house answers chat"),
            "illustration": _("Drawing"),
            "topics": _("What people can talk about here"),
        }
        widgets = {
            "postcode": forms.TextInput(attrs={"class": "is-short", "inputmode": "numeric"}),
            "topics": forms.CheckboxSelectMultiple,
            "about_da": forms.Textarea(attrs={"rows": 4}),
            "about_en": forms.Textarea(attrs={"rows": 4}),
            "how_to_get_here_da": forms.Textarea(attrs={"rows": 3}),
            "how_to_get_here_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = cast("forms.ModelMultipleChoiceField[Any]", self.fields["topics"])
        topics.required = False
        in_order = sorted(Topic.objects.all(), key=lambda topic: danish_order(topic.name))
        topics.choices = [(topic.pk, topic.name) for topic in in_order]

    def clean_postcode(self) -> str:
        postcode = str(self.cleaned_data["postcode"])
        if postcode and postcode not in postcodes():
            raise ValidationError(
                _("“%(value)s” is not a Danish postcode. Write four digits, such as 8000."),
                params={"value": postcode},
            )
        return postcode


class WeekForm(HouseForm):
    """The ordinary week: one line of text per kind of opening and weekday."""

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in HoursKind:
            for weekday in Weekday:
                self.fields[f"{kind}-{weekday}"] = HoursField(
                    label=weekday.label,
                    initial=week_stretches(centre, kind, weekday),
                )

    def clean(self) -> dict[str, Any]:
        """An empty line closes a day; a line that never arrived must not."""
        if not all(self.add_prefix(name) in self.data for name in self.fields):
            raise ValidationError(
                _("Some days did not arrive, so nothing was saved. Load the page again.")
            )
        return super().clean() or {}

    def kinds(self) -> Iterator[tuple[HoursKind, list[BoundField]]]:
        for kind in HoursKind:
            yield kind, [self[f"{kind}-{weekday}"] for weekday in Weekday]

    def hours(self) -> dict[tuple[HoursKind, Weekday], list[Stretch]]:
        return {
            (kind, weekday): self.cleaned_data[f"{kind}-{weekday}"]
            for kind in HoursKind
            for weekday in Weekday
        }


class OtherHoursForm(HouseForm):
    """One date that differs from the week."""

    on_date = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a date")},
    )
    hours = HoursField(
        label=_("Open instead"),
        help_text=_("For example 10.00–13.00. Leave it empty when the house is closed all day."),
    )
    note_da = forms.CharField(
        label=_("Why, in Danish"),
        help_text=_("For example “Sommerfest i gården”."),
        required=False,
        max_length=120,
    )
    note_en = forms.CharField(label=_("Why, in English"), required=False, max_length=120)

    def clean_on_date(self) -> date:
        day: date = self.cleaned_data["on_date"]
        today = timezone.localdate()
        if not today <= day <= today + FURTHEST_DAY:
            raise ValidationError(
                _("“%(value)s” is not ahead, or more than two years away. Choose another date."),
                params={"value": day.isoformat()},
            )
        return day

    def clean_hours(self) -> Stretch | None:
        stretches = self.cleaned_data["hours"]
        if len(stretches) > 1:
            raise ValidationError(_("Write one stretch of hours, from opening to closing."))
        return stretches[0] if stretches else None


class CeilingForm(HouseForm):
    """The ceiling and why it changes."""

    most_people = forms.IntegerField(
        label=_("How many people may one counsellor have?"),
        help_text=_("Leave it empty when the house sets no ceiling."),
        required=False,
        min_value=1,
        max_value=2000,
        widget=forms.TextInput(attrs={"class": "is-short", "inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write a number, such as 40."),
            "min_value": _("Write a number of at least 1."),
            "max_value": _("Write a smaller number."),
        },
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Everybody can read it on the page of the house."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why. A ceiling is never changed without a reason.")},
    )

    def clean_reason(self) -> str:
        return one_line(self.cleaned_data["reason"])


class PartnerForm(HouseModelForm):
    """An organisation nearby and the person to ask for there."""

    phone = PhoneField(label=_("Phone"), required=False)

    class Meta:
        model = Partner
        fields = ["name", "offers_da", "offers_en", "contact_person", "phone", "email"]
        labels = {
            "name": _("Name of the partner"),
            "offers_da": _("What people can get there, in Danish"),
            "offers_en": _("What people can get there, in English"),
            "contact_person": _("The person to ask for"),
            "email": _("Mail"),
        }
        error_messages = {
            "name": {"required": _("Write the partner's name")},
            "contact_person": {"required": _("Write whom people should ask for")},
            "offers_da": {"required": _("Write what people can get there")},
        }

    def validate_unique(self) -> None:
        """A name that exists is no fault: that partner is linked to this house as well."""
