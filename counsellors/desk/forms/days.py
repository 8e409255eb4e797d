"""A day as people type it where the browser has no calendar of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DAYS_AS_TYPED = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
NO_DAY = _("Write the day as day.month.year, for example 3.12.2026.")


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=DAYS_AS_TYPED,
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
        error_messages={"invalid": NO_DAY},
        **kwargs,
    )


def day_as_typed(typed: Any) -> date | None:
    """None for nothing and for what is no day: the form says so, the search does without."""
    try:
        day: date | None = day_field("").clean(typed)
    except ValidationError:
        return None
    return day
