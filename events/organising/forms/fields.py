"""Days, clock times and lists of days, as people write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.activities.domain import read_online_address
from jobcenter.centres.models import MINUTES_OF_A_DAY
from jobcenter.shared.fetching.addresses import LONGEST
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.typed import is_readable, lines, one_line

MOST_LINES = 60
FURTHEST = timedelta(days=3 * 366)
_CLOCK = r"(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d{2}))?"
_DAY = r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})"


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d")
        said = {
            "required": _("Choose a day."),
            "invalid": _("Write the day as day.month.year, for example 3.12.2026."),
        }
        formats = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
        super().__init__(
            **{"widget": widget, "error_messages": said, "input_formats": formats, **kwargs}
        )


class ClockField(forms.CharField):
    """ "19", "19.30" or "kl. 19.30" as the minute of the day."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"required": _("Write when it begins, for example 19.00.")}
        widget = forms.TextInput(attrs={"class": "is-short", "autocomplete": "off"})
        super().__init__(**{"error_messages": said, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> Any:
        typed = str(super().to_python(value) or "")
        return minute_of(typed) if typed else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60:02}.{value % 60:02}" if isinstance(value, int) else value


class WordsField(forms.CharField):
    """Words without signs nobody sees; one line, or with `rows` several."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        self.rows = rows
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed = lines(value or "") if self.rows else one_line(value or "")
        said = str(super().clean(typed))
        if self.required and not is_readable(said):
            raise ValidationError(self.error_messages["required"])
        return said


class LinkField(WordsField):
    """A link to a meeting, as it is kept; empty where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})
        super().__init__(required=False, max_length=LONGEST, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return read_online_address(super().clean(value))
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


class DaysField(WordsField):
    """One day a line, with a time if it differs: [(day, minute or None), ...]."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=4, required=False, max_length=4_000, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = [line for line in super().clean(value).split("\n") if line.strip()]
        if len(typed) > MOST_LINES:
            raise ValidationError(_("Write sixty days at a time at most."))
        return [_day_and_minute(line.strip()) for line in typed]


def minute_of(typed: str) -> int:
    found = re.fullmatch(_CLOCK, typed.strip(), re.IGNORECASE)
    minute = int(found[1]) * 60 + int(found[2] or 0) if found else MINUTES_OF_A_DAY
    if not found or minute >= MINUTES_OF_A_DAY or int(found[2] or 0) >= 60:
        raise ValidationError(
            _("“%(value)s” is not a time of day. Write for example 19.00."),
            params={"value": typed[:40]},
        )
    return minute


def _day_and_minute(line: str) -> tuple[date, int | None]:
    found = re.fullmatch(rf"({_DAY})(?:\s+(.+))?", line)
    day = _day_of([int(part) for part in found.groups()[1:7] if part]) if found else None
    if found is None or day is None:
        raise ValidationError(
            _("“%(value)s” is not a day. Write for example 3.12.2026 or 3.12.2026 19.00."),
            params={"value": line[:60]},
        )
    return day, minute_of(found.groups()[-1]) if found.groups()[-1] else None


def _day_of(parts: list[int]) -> date | None:
    """Day, month, year or the other way round; None for the 31st of February."""
    try:
        day = date(*parts) if parts[0] > 31 else date(*reversed(parts))
    except ValueError:
        return None
    today = timezone.localdate()
    return day if today - FURTHEST < day < today + FURTHEST else None
