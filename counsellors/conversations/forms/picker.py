"""The slot picker: three days of times as one native radio group.

Only times that can be booked are shown, and on a full day not all of them: a choice of sixty is no
choice. Which colleague stands at a time many could take changes from time to time, so that no name
is worn out by the alphabet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from counsellors.availability.domain.offers import OfferedDay, OfferedTime, Offers
from counsellors.availability.enums import Mode
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.ui.dates import day_in_words, span_in_words
from jobcenter.ui.forms import Card, HouseForm
from jobcenter.ui.portraits import portrait_address

from .choices import ChosenTime

DAYS_AT_FIRST = 3
MOST_DAYS_SHOWN = 30
MOST_TIMES_A_DAY = 9


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One date with the times to show, and how many more there are."""

    day: OfferedDay
    times: list[OfferedTime]

    @property
    def hidden(self) -> int:
        return len(self.day.times) - len(self.times)


def days_to_show(
    offers: Offers, *, days: int, own_counsellor_id: int | None, is_whole_day: bool
) -> list[ShownDay]:
    """The first `days` dates with times; all times of a date only when it was asked for."""
    shown = []
    for day in offers.days[: 1 if is_whole_day else days]:
        times = day.times if is_whole_day else _some_of(day, own_counsellor_id)
        shown.append(ShownDay(day, times))
    return shown


def _some_of(day: OfferedDay, own_counsellor_id: int | None) -> list[OfferedTime]:
    own = [time for time in day.times if time.counsellor_id == own_counsellor_id]
    others = [time for time in day.times if time.counsellor_id != own_counsellor_id]
    one_per_start = [
        _in_turn(list(colleagues), turn=day.date.toordinal() + index)
        for index, (_start, colleagues) in enumerate(groupby(others, key=lambda time: time.start))
    ]
    room_for_own = MOST_TIMES_A_DAY - min(len(one_per_start), 3)
    kept = _spread(own, room_for_own)
    return kept + _spread(one_per_start, MOST_TIMES_A_DAY - len(kept))


def _in_turn(colleagues: Sequence[OfferedTime], *, turn: int) -> OfferedTime:
    return colleagues[turn % len(colleagues)]


def _spread(times: list[OfferedTime], most: int) -> list[OfferedTime]:
    """At most `most` of them, from the first to the last, evenly over the day."""
    if len(times) <= most or most < 2:
        return times[:most]
    last = len(times) - 1
    return [times[round(index * last / (most - 1))] for index in range(most)]


class TimeForm(HouseForm):
    tid = forms.ChoiceField(
        label=_("When would you like to meet?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time for your conversation."),
            "invalid_choice": _("That time is not free any more. Choose one of these."),
        },
    )

    def __init__(
        self,
        *args: Any,
        days: Sequence[ShownDay],
        counsellors: Mapping[int, Counsellor],
        centres: Mapping[int, Centre],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "tid",
            [
                (
                    capfirst(day_in_words(shown.day.date)),
                    [
                        (
                            str(ChosenTime.of(time, counsellors, centres)),
                            card_of(time, counsellors, centres),
                        )
                        for time in shown.times
                    ],
                )
                for shown in days
            ],
        )


def card_of(
    time: OfferedTime, counsellors: Mapping[int, Counsellor], centres: Mapping[int, Centre]
) -> Card:
    counsellor = counsellors[time.counsellor_id]
    detail = gettext("%(mode)s, %(centre)s, with %(counsellor)s") % {
        "mode": Mode(time.mode).label,
        "centre": centres[time.centre_id].name,
        "counsellor": counsellor.name,
    }
    return Card(
        capfirst(span_in_words(time.start, time.end)), detail, picture=portrait_address(counsellor)
    )
