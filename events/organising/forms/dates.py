"""What can happen to one date, and when the house pauses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.activities.domain.dates import Own
from events.activities.domain.rules import starts
from events.activities.enums import Whereabouts
from events.activities.models import LONG_CHARS, TITLE_CHARS, ActivityDate
from events.organising.domain.said import own_stands, standing
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.ui.forms import HouseForm

from .fields import ClockField, DayField, LinkField, WordsField
from .lengths import lengths

_CHOOSE = {"required": _("Choose one."), "invalid_choice": _("Choose one from the list.")}


class MoveForm(HouseForm):
    prefix = "move"
    day = DayField(label=_("New day"))
    begins = ClockField(label=_("When does it begin?"))
    minutes = forms.TypedChoiceField(
        label=_("How long does it last?"), coerce=int, error_messages=_CHOOSE
    )
    reason = WordsField(label=_("Why?"), max_length=200, required=False)

    def __init__(self, *args: Any, one: ActivityDate, **kwargs: Any) -> None:
        begins = (one.starts_at or one.planned_at).astimezone(COPENHAGEN)
        length = one.ends_at - one.starts_at if one.ends_at and one.starts_at else one.length
        minutes = int(length.total_seconds() // 60)
        stands = {"day": begins.date(), "begins": begins.hour * 60 + begins.minute}
        super().__init__(*args, initial=stands | {"minutes": minutes}, **kwargs)
        self.offer("minutes", lengths(minutes))

    def times(self) -> tuple[datetime, datetime]:
        said = self.cleaned_data
        begins = starts(said["day"], said["begins"])
        return begins, begins + timedelta(minutes=said["minutes"])


class CancelForm(HouseForm):
    prefix = "cancel"
    reason = WordsField(
        label=_("Why is it cancelled?"), max_length=200,
        help_text=_("It stands beside the date, and in the letter to those who signed up."),
        error_messages={"required": _("Write the reason in a few words.")},
    )  # fmt: skip


class PostponeForm(HouseForm):
    prefix = "postpone"
    reason = WordsField(label=_("Why is it postponed?"), max_length=200, required=False)


class OwnForm(HouseForm):
    """What this date has of its own; empty is as in the series."""

    prefix = "own"
    title = WordsField(label=_("Title of its own"), max_length=TITLE_CHARS, required=False)
    text = WordsField(label=_("Text of its own"), rows=4, max_length=LONG_CHARS, required=False)
    room = forms.ChoiceField(label=_("Room of its own"), required=False, error_messages=_CHOOSE)
    online_address = LinkField(label=_("A link to the meeting of its own"))
    places = forms.IntegerField(
        label=_("Places of its own"), min_value=1, max_value=100_000, required=False,
        error_messages={"invalid": _("Write a whole number.")},
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of its own"), required=False, error_messages=_CHOOSE
    )
    price_kroner = forms.IntegerField(
        label=_("Price of its own, in kroner"), min_value=0, max_value=100_000, required=False,
        error_messages={"invalid": _("Write a whole number of kroner.")},
    )  # fmt: skip

    def __init__(self, *args: Any, one: ActivityDate, **kwargs: Any) -> None:
        super().__init__(*args, initial=own_stands(one), **kwargs)
        self.rooms = {room.name: room for room in one.activity.centre.rooms.all()}
        as_usual = ("", _("As usual"))
        self.offer("room", [as_usual, *((name, name) for name in sorted(self.rooms))])
        self.offer("language", [as_usual, *SpokenLanguage.choices])
        if one.activity.whereabouts == Whereabouts.IN_HOUSE:
            del self.fields["online_address"]

    def own(self) -> Own:
        said = self.cleaned_data
        return Own(
            title=said["title"], text=said["text"], room=self.rooms.get(said["room"]),
            places=said["places"], price_kroner=said["price_kroner"],
            language=SpokenLanguage(said["language"]) if said["language"] else None,
            online_address=said.get("online_address", ""),
        )  # fmt: skip

    def wanted(self) -> dict[str, object]:
        return standing(self.cleaned_data)


class PauseForm(HouseForm):
    name = WordsField(
        label=_("What is it called?"), max_length=80,
        help_text=_("For example: summer holidays. It stands beside what is cancelled."),
        error_messages={"required": _("Give it a name.")},
    )  # fmt: skip
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return said


class InPauseForm(HouseForm):
    """Which of the dates that are still on in a pause are cancelled, too."""

    dates = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one."),
            "invalid_choice": _("One of them is no longer on. Look at the list again."),
        },
    )

    def __init__(self, *args: Any, standing: list[ActivityDate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = {one.public_id: one for one in standing}
        self.offer("dates", [(name, one.title) for name, one in self.standing.items()])

    def chosen(self) -> list[ActivityDate]:
        return [self.standing[name] for name in self.cleaned_data["dates"]]
