"""Where and when a counsellor works, as people say it: for the public profile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from counsellors.availability.enums import Mode
from counsellors.availability.models import WorkingHours
from counsellors.people.models import Counsellor
from jobcenter.centres.domain.hours_text import hours_in_words
from jobcenter.centres.enums import Weekday
from jobcenter.centres.models import Centre

DAYS_AHEAD = 60


@dataclass(frozen=True, slots=True)
class AtWork:
    """One stretch at one place. `begins_on` is set when it holds only from a later date on."""

    minutes: tuple[int, int]
    centre: Centre
    modes: tuple[Mode, ...]
    begins_on: date | None

    @property
    def words(self) -> str:
        return hours_in_words([self.minutes])


@dataclass(frozen=True, slots=True)
class DaysAtWork:
    """Consecutive weekdays that are alike, with their stretches in order of the clock."""

    first: Weekday
    last: Weekday
    stretches: tuple[AtWork, ...]


def working_week(*, counsellor: Counsellor, today: date) -> list[DaysAtWork]:
    """Hours that hold today or begin within 60 days, at public houses, Monday first. 1 query."""
    rows = (
        WorkingHours.objects.filter(
            counsellor=counsellor,
            centre__is_published=True,
            valid_on__overlap=(today, today + timedelta(days=DAYS_AHEAD)),
        )
        .select_related("centre")
        .order_by("weekday", "minutes")
    )
    week: list[DaysAtWork] = []
    for number, day in groupby(rows, key=lambda row: row.weekday):
        weekday = Weekday(number)
        stretches = tuple(_at_work(row, today) for row in day)
        previous = week[-1] if week else None
        if previous and previous.last + 1 == weekday and previous.stretches == stretches:
            week[-1] = replace(previous, last=weekday)
        else:
            week.append(DaysAtWork(weekday, weekday, stretches))
    return week


def _at_work(row: WorkingHours, today: date) -> AtWork:
    begins = row.valid_on.lower
    return AtWork(
        minutes=(row.minutes.lower, row.minutes.upper),
        centre=row.centre,
        modes=tuple(mode for mode in Mode if mode in row.modes),
        begins_on=begins if begins and begins > today else None,
    )
