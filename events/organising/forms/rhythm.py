"""When an activity takes place, as its form asks: once, by a rule, or on days one writes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.activities.domain import Planned
from events.activities.domain.rules import LONGEST_RULE, starts
from events.activities.enums import Repeats
from events.activities.models import FURTHEST_INTERVAL, NTH_OF_MONTH
from jobcenter.centres.enums import Weekday
from jobcenter.ui.forms import HouseForm

from .fields import ClockField, DayField, DaysField
from .lengths import CHOOSE, NTHS, RHYTHMS, lengths


class RhythmForm(HouseForm):
    repeats = forms.ChoiceField(
        label=_("How often?"), widget=forms.RadioSelect, error_messages=CHOOSE,
        choices=RHYTHMS,
    )  # fmt: skip
    first_on = DayField(
        label=_("First day"), help_text=_("Do you write the days yourself? Leave it empty.")
    )
    begins = ClockField(label=_("When does it begin?"), help_text=_("For example 19.00"))
    minutes = forms.TypedChoiceField(
        label=_("How long does it last?"), coerce=int,
        error_messages=CHOOSE | {"required": _("Choose how long it lasts.")},
    )  # fmt: skip
    last_on = DayField(label=_("Last day"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days of the week?"), coerce=int, required=False,
        choices=Weekday.choices, widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE,
        help_text=_("None is the day of the week on which it begins."),
    )  # fmt: skip
    every = forms.TypedChoiceField(
        label=_("How many weeks or months between?"), coerce=int, required=False,
        choices=[(str(n), str(n)) for n in range(1, FURTHEST_INTERVAL + 1)], error_messages=CHOOSE,
        help_text=_("1 is every week or every month, 2 every other."),
    )  # fmt: skip
    nth = forms.TypedChoiceField(
        label=_("Which one of the month?"), coerce=int, required=False, empty_value=None,
        choices=NTHS, error_messages=CHOOSE,
    )  # fmt: skip
    pauses_on_holidays = forms.BooleanField(
        label=_("Pause on public holidays and when the house is closed"), required=False
    )
    more_days = DaysField(
        label=_("More days"),
        help_text=_("One day on each line, for example 3.12.2026 or 3.12.2026 18.30."),
    )

    def __init__(self, *args: Any, is_new: bool = False, length: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = is_new
        self.offer("minutes", lengths(length))
        # The days stand in a list of their own then.
        self.fields["first_on"].required = self.data.get("repeats") != Repeats.IRREGULAR

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("repeats"):
            self._clean_rule(said)
        return said

    def _clean_rule(self, said: dict[str, Any]) -> None:
        repeats, first, last = said["repeats"], said.get("first_on"), said.get("last_on")
        if repeats == Repeats.IRREGULAR:
            said["first_on"] = said["last_on"] = None
            if self.is_new and not said.get("more_days") and not self.errors.get("more_days"):
                self.add_error("more_days", _("Write at least one day."))
            return
        if repeats == Repeats.ONCE:
            said["last_on"] = first
        elif not last and not self.errors.get("last_on"):
            self.add_error("last_on", _("Choose a last day. You can make it longer later."))
        elif first and last and last < first:
            self.add_error("last_on", _("The last day lies before the first."))
        elif first and last and last - first > LONGEST_RULE:
            self.add_error("last_on", _("A series can be planned for two years at a time."))

    def clean_first_on(self) -> date | None:
        first: date | None = self.cleaned_data["first_on"]
        if first and self.is_new and first < timezone.localdate():
            raise ValidationError(_("That day is over. Choose one to come."))
        return first

    def planned(self) -> Planned:
        """As it was written; where it was left open, the day on which it begins decides."""
        said = self.cleaned_data
        repeats, first = Repeats(said["repeats"]), said["first_on"]
        weekdays = said["weekdays"] or ([first.isoweekday()] if first else [])
        follows_a_rule = repeats in {Repeats.WEEKLY, Repeats.MONTHLY}
        return Planned(
            repeats=repeats, minute=said["begins"], minutes=said["minutes"],
            first=first, last=said["last_on"], weekdays=weekdays if follows_a_rule else [],
            every=said["every"] or 1,
            nth=(said["nth"] or _nth(first)) if repeats == Repeats.MONTHLY else None,
            pauses_on_holidays=said["pauses_on_holidays"],
        )  # fmt: skip

    def more_dates(self) -> tuple[datetime, ...]:
        said = self.cleaned_data
        return tuple(
            starts(day, said["begins"] if minute is None else minute)
            for day, minute in said["more_days"]
        )


def _nth(first: date | None) -> int | None:
    """The third Thursday, if it begins on one; a fifth is the last."""
    nth = (first.day - 1) // 7 + 1 if first else None
    return nth if nth is None or nth in NTH_OF_MONTH else -1
