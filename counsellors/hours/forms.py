from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counsellors.availability.domain.clock import is_skipped, moment_on
from counsellors.availability.enums import Mode
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.centres.enums import Weekday
from jobcenter.centres.forms import MinutesField
from jobcenter.shared.periods import period
from jobcenter.ui.forms import HouseForm

from .domain.changes import AddAbsence, AddSpecial, AddWeekly, EndWeekly
from .enums import Answer

ANSWER = "answer-"
FURTHEST = timedelta(days=2 * 366)


class DayField(forms.DateField):
    """A day from today on, at most two years ahead."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d")
        said = {
            "required": _("Choose a day."),
            "invalid": _("Write the day as day.month.year, for example 3.12.2026."),
        }
        super().__init__(
            **{
                "widget": widget,
                "error_messages": said,
                "input_formats": ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"],
                **kwargs,
            }
        )

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        today = timezone.localdate()
        if day and not today <= day <= today + FURTHEST:
            raise ValidationError(_("Choose a day from today on, at most two years ahead."))
        return day


class HoursForm(HouseForm):
    """What weekly hours and special days have in common: a place, hours, ways to meet."""

    centre = forms.ChoiceField(
        label=_("Where?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a house.")},
    )
    modes = forms.MultipleChoiceField(
        label=_("How can people meet you?"),
        choices=Mode.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way to meet.")},
    )

    def __init__(self, *args: Any, counsellor: Counsellor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.houses = {house.slug: house for house in counsellor.centres.order_by("name")}
        self.offer("centre", [(slug, house.name) for slug, house in self.houses.items()])


class WeeklyForm(HoursForm):
    weekday = forms.TypedChoiceField(
        label=_("Which day of the week?"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a day of the week.")},
    )
    minutes = MinutesField(
        label=_("From when to when?"),
        help_text=_("For example 9.00–15.00"),
        required=True,
        error_messages={"required": _("Write from when to when.")},
    )
    first = DayField(label=_("From which day on?"))
    last = DayField(label=_("Last day"), required=False, help_text=_("Empty: until you change it."))
    field_order = ["weekday", "minutes", "centre", "modes", "first", "last"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return cleaned

    def change(self) -> AddWeekly:
        said = dict(self.cleaned_data)
        return AddWeekly(centre=self.houses[said.pop("centre")], **said)


class EndForm(HouseForm):
    last = DayField(label=_("Which is the last day with these hours?"))

    def change(self, row_id: int) -> EndWeekly:
        return EndWeekly(row_id, self.cleaned_data["last"])


class SpecialForm(HoursForm):
    on_date = DayField(label=_("Which day?"))
    minutes = MinutesField(
        label=_("From when to when?"), help_text=_("Empty: you do not work at all that day.")
    )
    field_order = ["on_date", "minutes", "centre", "modes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modes"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("minutes") and not cleaned.get("modes"):
            self.add_error("modes", _("Choose at least one way to meet."))
        return cleaned

    def change(self) -> AddSpecial:
        said = dict(self.cleaned_data)
        return AddSpecial(centre=self.houses[said.pop("centre")], **said)


class AbsenceForm(HouseForm):
    """No reason is asked. Without a time of day whole days are meant, the last one included."""

    first = DayField(label=_("Away from"))
    last = DayField(label=_("Until and including"))
    hours = MinutesField(
        label=_("Only some hours?"),
        required=False,
        help_text=_("For example 9.00–12.00, on one day. Empty: whole days."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        if first and last and first != last and cleaned.get("hours"):
            self.add_error("hours", _("Hours fit one day at a time."))
        elif first and cleaned.get("hours") and is_skipped(first, cleaned["hours"]):
            self.add_error("hours", _("The clock skips that hour on that day. Write another time."))
        return cleaned

    def change(self) -> AddAbsence:
        said = self.cleaned_data
        if not said["hours"]:
            return AddAbsence(period(moment_on(said["first"], 0), moment_on(said["last"], 24 * 60)))
        hours = said["hours"]
        return AddAbsence(
            period(moment_on(said["first"], hours.lower), moment_on(said["first"], hours.upper))
        )


class AwayForm(HouseForm):
    """Until when. Never why."""

    last_day = forms.DateField(
        label=_("Which day is the last one you are away?"),
        help_text=_("From now on and until that day has ended."),
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a date")},
    )


class AnswersForm(HouseForm):
    """One question for each conversation that is touched; its name is the public id."""

    def __init__(self, *args: Any, touched: Iterable[Conversation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for conversation in touched:
            self.fields[ANSWER + conversation.public_id] = forms.ChoiceField(
                label=conversation.name,
                choices=Answer.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose what happens to the conversation with %(name)s.")
                    % {"name": conversation.name}
                },
            )

    def field_of(self, conversation: Conversation) -> BoundField:
        return self[ANSWER + conversation.public_id]
