"""The filter of the list: a plain GET, all of it in the address."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from events.search.domain import ask
from jobcenter.centres.domain.nearest import centres_near
from jobcenter.centres.domain.places import PlaceNotKnown, find_place
from jobcenter.centres.enums import RoomFact
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.danish import danish_order
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.refusals import Words
from jobcenter.ui.forms import HouseForm

from .domain.finding import Wishes
from .enums import ActivityKind

NEARBY_KM = 40.0
FIRST_YEAR, LAST_YEAR = 2000, 2199
_NOT_THERE = {"invalid_choice": _("Choose one from the list.")}
_NO_DAY = {"invalid": _("Write the day as day.month.year, for example 3.12.2026.")}


def _sorted(choices: list[tuple[str, Words]], everything: Words) -> list[tuple[str, Words]]:
    return [("", everything), *sorted(choices, key=lambda row: danish_order(row[1]))]


def _kinds() -> list[tuple[str, Words]]:
    return _sorted(list(ActivityKind.choices), _("All kinds"))


def _languages() -> list[tuple[str, Words]]:
    return _sorted(list(SpokenLanguage.choices), _("All languages"))


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _is_near(day: date) -> None:
    """No calendar reaches further; at the very ends of time one cannot add a day."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(_NO_DAY["invalid"])


class FindForm(HouseForm):
    """One box for words; the rest narrows. Nothing is required."""

    q = forms.CharField(label=_("What are you looking for?"), max_length=100, required=False)
    fra = forms.DateField(
        label=_("From"), required=False, widget=_day_input(),
        error_messages=_NO_DAY, validators=[_is_near],
    )  # fmt: skip
    til = forms.DateField(
        label=_("Until"), required=False, widget=_day_input(),
        error_messages=_NO_DAY, validators=[_is_near],
    )  # fmt: skip
    sted = forms.CharField(label=_("Near (postcode or town)"), max_length=60, required=False)
    hus = forms.ModelChoiceField(
        Centre.objects.published(), label=_("House"), to_field_name="slug", required=False,
        empty_label=_("All houses"), error_messages=_NOT_THERE,
    )  # fmt: skip
    emne = forms.ModelChoiceField(
        Topic.objects.all(), label=_("Topic"), to_field_name="slug", required=False,
        empty_label=_("All topics"), error_messages=_NOT_THERE,
    )  # fmt: skip
    slags = forms.ChoiceField(
        label=_("Kind"), choices=_kinds, required=False, error_messages=_NOT_THERE
    )
    sprog = forms.ChoiceField(
        label=_("Language"), choices=_languages, required=False, error_messages=_NOT_THERE
    )
    adgang = forms.MultipleChoiceField(
        label=_("The room"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=RoomFact.choices,
        error_messages=_NOT_THERE,
    )
    kun = forms.MultipleChoiceField(
        label=_("Only"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("gratis", _("Free of charge")),
            ("online", _("Online")),
            ("aften", _("In the evening")),
            ("weekend", _("At the weekend")),
            ("naermest", _("Nearest first")),
            ("alle", _("Every single date")),
        ],
        error_messages=_NOT_THERE,
    )

    # A feed reads what was chosen and shows nobody what there is to choose.
    shows_choices: ClassVar = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("hus", "emne") if self.shows_choices else ():
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            rows = sorted(field.queryset or (), key=lambda row: danish_order(row.name))
            field.choices = [("", field.empty_label), *((row.slug, row.name) for row in rows)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("fra"), said.get("til")
        if first and last and last < first:
            self.add_error("til", _("The last day comes before the first."))
        return said

    def clean_sted(self) -> dict[int, float] | None:
        """Kilometres by house, of the houses near that place; nothing when no place is named."""
        words = self.cleaned_data["sted"]
        if not words.strip():
            return None
        try:
            place = find_place(words)
        except PlaceNotKnown as unknown:
            raise forms.ValidationError(str(unknown)) from unknown
        near = centres_near(place=place, centres=Centre.objects.published())
        return {house.centre.pk: house.km for house in near if house.km <= NEARBY_KM}

    def narrows(self) -> bool:
        """Whether anything but the words is asked for: then the filter stands open."""
        return any(self.data.get(name) for name in self.fields if name != "q")

    def wishes(self) -> Wishes:
        """What was chosen; what cannot be read counts as not chosen, and the page says so."""
        self.is_valid()
        said = self.cleaned_data
        only = said.get("kun") or []
        return Wishes(
            question=ask(said.get("q") or ""),
            first=said.get("fra"),
            last=said.get("til"),
            centre=said.get("hus"),
            distances=said.get("sted"),
            topic=said.get("emne"),
            kind=ActivityKind(said["slags"]) if said.get("slags") else None,
            language=said.get("sprog") or "",
            access=tuple(said.get("adgang") or ()),
            is_free="gratis" in only,
            is_online="online" in only,
            in_evening="aften" in only,
            at_weekend="weekend" in only,
            nearest_first="naermest" in only,
            every_date="alle" in only,
        )
