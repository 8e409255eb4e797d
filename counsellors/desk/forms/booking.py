"""The one page a counsellor books on: what, when, and who it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from counsellors.availability.enums import Mode, Need
from counsellors.conversations.domain.requests import BookingRequest
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.conversations.forms.picker import ShownDay
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.typed import lines, one_line
from jobcenter.ui.dates import day_in_words, span_in_words
from jobcenter.ui.forms import Card

from .asked import Asked
from .days import day_field
from .somebody import LONGEST_TEXT, NOBODYS_BROWSER, SomebodyForm, no_cpr_number

ANOTHER = "another"
TIME_OF_DAY = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.: ]?([0-5]\d))?")


class BookForm(SomebodyForm):
    with_whom = forms.ChoiceField(label=_("With whom?"))
    house = forms.ChoiceField(label=_("Which house?"), required=False)
    topic = forms.ChoiceField(
        label=_("Topic"),
        error_messages={
            "required": _("Choose a topic."),
            "invalid_choice": _("This counsellor talks about other things. Choose one of these."),
        },
    )
    mode = forms.ChoiceField(
        label=_("How do you meet?"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you meet.")},
    )
    needs = forms.MultipleChoiceField(
        label=_("What do they need from us?"),
        required=False,
        choices=[(need.value, need.label) for need in Need],
        widget=forms.CheckboxSelectMultiple,
    )
    interpreter_language = forms.CharField(
        label=_("Which language for the interpreter?"), required=False, max_length=40
    )
    from_day = day_field(_("From which day?"))
    time = forms.ChoiceField(
        label=_("Choose a time"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time, or write another one."),
            "invalid_choice": _("That time is not free any more. Choose one of these."),
        },
    )
    own_day = day_field(_("Which day?"))
    own_time = forms.CharField(
        label=_("At what time?"),
        help_text=_("Such as 16.30."),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"class": "is-short", **NOBODYS_BROWSER}),
    )
    outside_hours = forms.CharField(
        label=_("Why this time?"),
        help_text=_("A few words the two of you know, such as “only after work”. They see it."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=NOBODYS_BROWSER),
    )
    agenda = forms.CharField(
        label=_("What would they like to talk about, in their own words?"),
        help_text=_("They see it. No CPR number, no diagnosis."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wants_reminder = forms.BooleanField(
        label=_("Remind them the day before"), required=False, initial=True
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        people: Sequence[Counsellor],
        houses: Sequence[Centre],
        asked: Asked,
        days: Sequence[ShownDay],
        **kwargs: Any,
    ) -> None:
        super().__init__(_with_another_time(data), **kwargs)
        self.asked = asked
        self.has_times = bool(days)
        me, *others = people
        myself = gettext("%(name)s (me)") % {"name": me.name}
        self.offer("with_whom", [(me.slug, myself), *((one.slug, one.name) for one in others)])
        self.offer("house", [(house.slug, house.name) for house in houses])
        self.offer("topic", [("", gettext("Choose")), *_topics_of(asked.counsellor, people)])
        self.offer("time", [*_times(days, asked), _another_time()])
        if len(houses) == 1:
            del self.fields["house"]

    def clean_topic(self) -> str:
        slug: str = self.cleaned_data["topic"]
        if self.asked.topic is None:
            raise ValidationError(self.fields["topic"].error_messages["invalid_choice"])
        return slug

    def clean_house(self) -> str:
        if self.asked.centre not in self.asked.counsellor.centres.all():
            raise ValidationError(
                _("%(name)s does not work there. Choose another house."),
                params={"name": self.asked.counsellor.name},
            )
        return self.asked.centre.slug

    def clean_agenda(self) -> str:
        return no_cpr_number(lines(self.cleaned_data["agenda"]))

    def clean_outside_hours(self) -> str:
        return no_cpr_number(one_line(self.cleaned_data["outside_hours"]))

    def clean_interpreter_language(self) -> str:
        return one_line(self.cleaned_data["interpreter_language"])

    def clean_own_time(self) -> tuple[int, int] | None:
        typed = one_line(self.cleaned_data["own_time"])
        if not typed:
            return None
        found = TIME_OF_DAY.fullmatch(typed)
        if found is None or int(found[1]) > 23:
            raise ValidationError(
                _("“%(value)s” is not a time of the day. Write it as 16.30."),
                params={"value": typed},
            )
        return int(found[1]), int(found[2] or 0)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self._ask_for_the_interpreters_language(given)
        if given.get("time") == ANOTHER:
            self._clean_another_time(given)
        elif given.get("time"):
            chosen = ChosenTime.read(given["time"])
            given["start"] = chosen and chosen.start
            given["outside_hours"] = ""
        return given

    def request(self) -> BookingRequest:
        said = self.cleaned_data
        return BookingRequest(
            counsellor=self.asked.counsellor.slug,
            centre=self.asked.centre.slug,
            topic=said["topic"],
            mode=said["mode"],
            start=said["start"],
            name=said["name"],
            email=said["email"],
            phone=said["phone"],
            agenda=said["agenda"],
            needs=tuple(sorted(said["needs"])),
            interpreter_language=said["interpreter_language"],
            page_language=said["page_language"],
            wants_reminder=said["wants_reminder"],
        )

    def _ask_for_the_interpreters_language(self, given: dict[str, Any]) -> None:
        wants_one = Need.INTERPRETER in given.get("needs", [])
        if wants_one and not given.get("interpreter_language"):
            self.add_error("interpreter_language", _("Write the language, for example Tigrinya."))
        if given.get("interpreter_language") and not wants_one:
            given["needs"] = [*given.get("needs", []), Need.INTERPRETER.value]

    def _clean_another_time(self, given: dict[str, Any]) -> None:
        for name, what_to_do in (
            ("own_day", _("Write the day.")),
            ("own_time", _("Write the time, such as 16.30.")),
            ("outside_hours", _("Write a word why: they see it, too.")),
        ):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, what_to_do)
        if given.get("own_day") and given.get("own_time"):
            given["start"] = self._moment(given)

    def _moment(self, given: dict[str, Any]) -> datetime | None:
        day, (hour, minute) = given["own_day"], given["own_time"]
        there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)
        moment = there.astimezone(UTC)
        if moment.astimezone(COPENHAGEN).replace(tzinfo=None) != there.replace(tzinfo=None):
            self.add_error(
                "own_time", _("The clock skips that hour on that day. Write another time.")
            )
        return moment


def _with_another_time(data: QueryDict | None) -> QueryDict | None:
    """Whoever writes a time of their own need not tick that they did."""
    if data is None or data.get("time"):
        return data
    if not any(data.get(name, "").strip() for name in ("own_day", "own_time", "outside_hours")):
        return data
    completed = data.copy()
    completed["time"] = ANOTHER
    return completed


def _topics_of(counsellor: Counsellor, people: Sequence[Counsellor]) -> list[tuple[str, str]]:
    """Everything the house can talk about; whether this counsellor can is judged with the answer.

    Changing the counsellor must not lose the topic that was chosen.
    """
    known = {topic.slug: topic.name for person in people for topic in person.topics.all()}
    own = [topic.slug for topic in counsellor.topics.all()]
    return sorted(known.items(), key=lambda pair: (pair[0] not in own, pair[1]))


def _times(days: Sequence[ShownDay], asked: Asked) -> list[tuple[str, Any]]:
    return [
        (
            str(capfirst(day_in_words(shown.day.date))),
            [
                (
                    str(
                        ChosenTime(time.start, asked.counsellor.slug, time.mode, asked.centre.slug)
                    ),
                    Card(capfirst(span_in_words(time.start, time.end))),
                )
                for time in shown.times
            ],
        )
        for shown in days
    ]


def _another_time() -> tuple[str, list[tuple[str, Card]]]:
    return (
        gettext("Outside what is on offer"),
        [(ANOTHER, Card(gettext("Another time"), gettext("Write it below, with a word why.")))],
    )
