from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counsellors.availability.domain.clock import is_skipped, moment_on
from counsellors.people.models import Counsellor
from jobcenter.centres.enums import RoomFact
from jobcenter.centres.forms import MinutesField
from jobcenter.centres.models import Room
from jobcenter.shared.typed import is_readable, lines, one_line
from jobcenter.ui.forms import HouseForm, HouseModelForm

from .domain.rooms import CHANGEABLE
from .models import LONGEST_MINUTES, LONGEST_QUESTION

FURTHEST = timedelta(days=366)
EVERYBODY = "-"


class DayField(forms.DateField):
    """A day as people write it. `is_ahead`: from today on, at most a year."""

    def __init__(self, *, is_ahead: bool = True, **kwargs: Any) -> None:
        self.is_ahead = is_ahead
        widget = forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d")
        said = {
            "required": _("Choose a day."),
            "invalid": _("Write the day as day.month.year, for example 3.12.2026."),
        }
        formats = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"]
        super().__init__(
            **{"widget": widget, "error_messages": said, "input_formats": formats, **kwargs}
        )

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        today = timezone.localdate()
        if day and self.is_ahead and not today <= day <= today + FURTHEST:
            raise ValidationError(_("Choose a day from today on, at most a year ahead."))
        return day


class DaysForm(HouseForm):
    """A first and a last day, both included."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return cleaned


class CoverForm(DaysForm):
    absent = forms.ChoiceField(
        label=_("Who will be away?"), error_messages={"required": _("Choose a colleague.")}
    )
    covering = forms.ChoiceField(
        label=_("Who covers?"), error_messages={"required": _("Choose a colleague.")}
    )
    first = DayField(label=_("From which day on?"))
    last = DayField(label=_("Until and including"))

    def __init__(
        self, *args: Any, people: Iterable[Counsellor], me: Counsellor, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.slug, one.name) for one in people]
        self.offer("absent", named)
        self.offer("covering", [("", _("Choose a colleague")), *named])
        self.fields["absent"].initial = me.slug


class WordsForm(HouseForm):
    """A few lines. What they may not hold is the domain's to say, with the passage named."""

    words = forms.CharField(
        max_length=LONGEST_QUESTION, strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    empty = _("Write a few words.")

    def clean_words(self) -> str:
        words = lines(self.cleaned_data["words"])
        if not is_readable(words):
            raise ValidationError(self.empty)
        return words


class AskForm(WordsForm):
    of = forms.ChoiceField(
        label=_("Whom do you ask?"),
        error_messages={"required": _("Choose whom you ask.")},
    )

    def __init__(self, *args: Any, colleagues: Iterable[Counsellor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = str(_("What would you like to think through?"))
        self.fields["words"].help_text = str(
            _("Short is fine. Leave out names, numbers and what could tell whom it is about.")
        )
        everybody = (EVERYBODY, _("All counsellors in the house"))
        self.offer("of", [everybody, *((one.slug, one.name) for one in colleagues)])

    def clean_of(self) -> str | None:
        chosen = str(self.cleaned_data["of"])
        return None if chosen == EVERYBODY else chosen


class AnswerForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = str(_("Your answer"))
        self.fields["words"].help_text = str(
            _("For example: I have twenty minutes at 14. No names of the people we meet.")
        )


class RoomForm(HouseModelForm):
    is_checked = forms.BooleanField(
        label=_("I have looked today: it is as it stands here"),
        help_text=_("People see the day beside the facts. Changing one of them counts as looking."),
        required=False,
    )

    class Meta:
        model = Room
        fields = list(CHANGEABLE)
        labels = {
            "name": _("The name of the room"),
            "seats": _("How many can sit there?"),
            **dict(RoomFact.choices),
            "bus": _("Bus"),
            "note": _("Good to know"),
        }
        help_texts = {
            "bus": _("Which stop, and how far is it? For example: 2A to Skolebakken, 200 m"),
        }
        widgets = {"seats": forms.NumberInput(attrs={"class": "is-short", "min": 1})}

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not is_readable(name):
            raise ValidationError(_("Write the name people call the room by."))
        return name

    def clean_note(self) -> str:
        return one_line(self.cleaned_data["note"])

    def clean_bus(self) -> str:
        return one_line(self.cleaned_data["bus"])

    def clean_seats(self) -> int:
        seats = int(self.cleaned_data["seats"])
        if not 1 <= seats <= 500:
            raise ValidationError(_("Write a number from 1 to 500."))
        return seats

    def validate_constraints(self) -> None:
        """The domain says it, under the database's own eyes."""

    @property
    def values(self) -> Mapping[str, object]:
        return {name: self.cleaned_data[name] for name in CHANGEABLE}

    @property
    def says_checked(self) -> bool:
        return bool(self.cleaned_data["is_checked"])


class ReserveForm(HouseForm):
    what_for = forms.CharField(
        label=_("What for?"),
        max_length=120,
        help_text=_("For example a team meeting. The house's staff can see it."),
        error_messages={"required": _("Write what the room is for.")},
    )
    on_date = DayField(label=_("Which day?"))
    minutes = MinutesField(
        label=_("From when to when?"),
        help_text=_("For example 9.00–11.00"),
        required=True,
        error_messages={"required": _("Write from when to when.")},
    )

    def clean_what_for(self) -> str:
        what_for = one_line(self.cleaned_data["what_for"])
        if not is_readable(what_for):
            raise ValidationError(_("Write what the room is for."))
        return what_for

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, minutes = cleaned.get("on_date"), cleaned.get("minutes")
        if day and minutes and is_skipped(day, minutes):
            self.add_error(
                "minutes", _("The clock skips that hour on that day. Write another time.")
            )
        return cleaned

    @property
    def start(self) -> datetime:
        return moment_on(self.cleaned_data["on_date"], self.cleaned_data["minutes"].lower)

    @property
    def end(self) -> datetime:
        return moment_on(self.cleaned_data["on_date"], self.cleaned_data["minutes"].upper)


class OutOfUseForm(DaysForm):
    first = DayField(label=_("From which day on?"))
    last = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until you say otherwise.")
    )

    @property
    def start(self) -> datetime:
        return moment_on(self.cleaned_data["first"], 0)

    @property
    def end(self) -> datetime | None:
        last = self.cleaned_data["last"]
        return moment_on(last, 24 * 60) if last else None


class MinutesForm(HouseForm):
    title = forms.CharField(
        label=_("What was it about?"),
        max_length=120,
        error_messages={"required": _("Give it a title.")},
    )
    held_on = DayField(label=_("Which day was the meeting?"), is_ahead=False)
    words = forms.CharField(
        label=_("Minutes"),
        max_length=LONGEST_MINUTES,
        strip=False,
        help_text=_("Plain text. Addresses on the web become links. No names of citizens."),
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Write a few words.")},
    )

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if not is_readable(title):
            raise ValidationError(_("Give it a title."))
        return title

    def clean_words(self) -> str:
        words = lines(self.cleaned_data["words"])
        if not is_readable(words):
            raise ValidationError(_("Write a few words."))
        return words
