"""The nearest times that can be had instead, for somebody who was refused one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counsellors.availability.domain.offers import Question, nearest_alternatives
from counsellors.availability.enums import Mode
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.memory import ShortMemory

# Shorter than it takes to read the page. Whatever was taken meanwhile is refused when it is chosen.
SECONDS_KEPT = 5


@dataclass(frozen=True, slots=True)
class Alternative:
    """A time on offer, [start, end) in UTC, with its people and place."""

    start: datetime
    end: datetime
    mode: Mode
    counsellor: Counsellor
    centre: Centre


_found = ShortMemory[tuple[Question, datetime], list[Alternative]](seconds=SECONDS_KEPT)


def alternatives_to(question: Question, *, start: datetime, now: datetime) -> list[Alternative]:
    """At most three, nearest first. A crowd refused the same time gets the same answer."""
    return _found.recall((question, start), lambda: nearest_to(question, start=start, now=now))


def nearest_to(question: Question, *, start: datetime, now: datetime) -> list[Alternative]:
    """The same, asked anew: for a letter that is read tomorrow."""
    times = nearest_alternatives(question=question, start=start, now=now)
    counsellors = Counsellor.objects.in_bulk({time.counsellor_id for time in times})
    centres = Centre.objects.in_bulk({time.centre_id for time in times})
    return [
        Alternative(
            start=time.start,
            end=time.end,
            mode=Mode(time.mode),
            counsellor=counsellors[time.counsellor_id],
            centre=centres[time.centre_id],
        )
        for time in times
    ]
