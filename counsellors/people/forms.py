from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.danish import danish_order
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.refusals import Words
from jobcenter.ui.forms import HouseForm

from .domain.lists import Wanted


def _languages() -> list[tuple[str, Words]]:
    named = sorted(SpokenLanguage.choices, key=lambda row: danish_order(row[1]))
    return [("", _("All languages")), *named]


class WhomForm(HouseForm):
    """The filter of the list, a plain GET: house, topic, language."""

    hus = forms.ModelChoiceField(
        Centre.objects.published(),
        label=_("House"),
        to_field_name="slug",
        required=False,
        empty_label=_("All houses"),
        error_messages={"invalid_choice": _("We know no such house. Choose one from the list.")},
    )
    emne = forms.ModelChoiceField(
        Topic.objects.all(),
        label=_("Topic"),
        to_field_name="slug",
        required=False,
        empty_label=_("All topics"),
        error_messages={"invalid_choice": _("We know no such topic. Choose one from the list.")},
    )
    sprog = forms.ChoiceField(
        label=_("Language"),
        choices=_languages,
        required=False,
        error_messages={"invalid_choice": _("Choose a language from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("hus", "emne"):
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            rows = sorted(field.queryset or (), key=lambda row: danish_order(row.name))
            field.choices = [("", field.empty_label), *((row.slug, row.name) for row in rows)]

    def wanted(self) -> Wanted:
        """What was chosen; a choice that does not exist counts as none."""
        self.is_valid()
        return Wanted(
            centre=self.cleaned_data.get("hus"),
            topic=self.cleaned_data.get("emne"),
            language=self.cleaned_data.get("sprog") or None,
        )
