from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from counsellors.availability.enums import Mode
from counsellors.conversations.forms.picker import TimeForm
from counsellors.conversations.models import Conversation
from jobcenter.shared.typed import one_line
from jobcenter.ui.forms import Card, HouseForm

from .domain.acting import ready_words

LONGEST_WORD = 300
# This century only: at the edges of the calendar there is no day before or after.
WRITTEN_DAY = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
WRITTEN_WEEK = re.compile(r"(20\d\d)-W(\d\d)", re.ASCII)


def asked_day(query: QueryDict, *, today: date) -> tuple[date, str]:
    """The day after `?dag=` (today without one), and a complaint about what is no day."""
    said, day = query.get("dag", "").strip(), asked_whole_day(query)
    if day is not None or not said:
        return day or today, ""
    complaint = gettext("“%(value)s” is not a date. Write it as 2026-12-31. Here is today.")
    return today, complaint % {"value": said[:60]}


def asked_whole_day(query: QueryDict) -> date | None:
    """The day after `?dag=`; None without one, and for what is none."""
    said = query.get("dag", "").strip()
    try:
        return date.fromisoformat(said) if WRITTEN_DAY.fullmatch(said) else None
    except ValueError:
        return None


def asked_week(query: QueryDict, *, today: date) -> tuple[date, str]:
    """The Monday of the ISO week after `?uge=` (this week without one), and a complaint."""
    said = query.get("uge", "").strip().upper()
    written = WRITTEN_WEEK.fullmatch(said)
    try:
        monday = date.fromisocalendar(int(written[1]), int(written[2]), 1) if written else None
    except ValueError:
        monday = None
    if monday is not None or not said:
        return monday or today - timedelta(days=today.weekday()), ""
    complaint = gettext("“%(value)s” is not a week. Write it as 2026-W48. Here is this week.")
    return today - timedelta(days=today.weekday()), complaint % {"value": said[:60]}


class OwnTimeForm(TimeForm):
    """The counsellor's own free times. With whom, where and how is said already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = cast("forms.ChoiceField", self.fields["tid"])
        self.offer(
            "tid",
            [
                (day, [(value, Card(card.heading)) for value, card in on_day])
                for day, on_day in cast("list[tuple[str, list[tuple[str, Card]]]]", times.choices)
            ],
        )


class WayForm(HouseForm):
    """Another way to meet than the one that stands. `seen` notices two open windows."""

    maade = forms.ChoiceField(
        label=_("How do you meet instead?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you meet.")},
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now_mode: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("maade", [(mode.value, mode.label) for mode in Mode if mode != now_mode])


class CallOffForm(HouseForm):
    """A kind word to somebody whose time is cancelled."""

    ord = forms.CharField(
        label=_("A kind word"),
        help_text=_("It stands in the message. Do not write what you talk about."),
        max_length=LONGEST_WORD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, conversation: Conversation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ord"].initial = ready_words(conversation)
        self.fields["ord"].widget.attrs["lang"] = conversation.page_language

    def clean_ord(self) -> str:
        return one_line(self.cleaned_data["ord"])
