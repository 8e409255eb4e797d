"""How long people wait at a house: for the house as a whole, and for nobody in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median

from django.db.models import F

from counsellors.line.models import Wait
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import COPENHAGEN

from .waits import FEWEST_PEOPLE, MINUTE, WEEKS, promises_kept

HOURS_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Hours:
    """The waits of people who joined from `first` until `last` o'clock, in whole minutes.

    Half waited at most `half`, nine of ten at most `most`. None below five people.
    """

    first: int
    last: int
    half: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last four weeks. `kept` of a hundred promises, None below five."""

    half: int | None
    most: int | None
    kept: int | None
    hours: list[Hours]


def figures_of(*, centre: Centre, now: datetime) -> Figures:
    """Only those who were reached. No number of people is told: what is hidden stays hidden. At
    most three queries.
    """
    reached = Wait.objects.of_house(centre).filter(was_reached=True, ended_at__gt=now - WEEKS)
    waits = [
        (joined_at.astimezone(COPENHAGEN).hour, took / MINUTE)
        for joined_at, took in reached.values_list("joined_at", F("ended_at") - F("joined_at"))
    ]
    half, most = _told([minutes for _hour, minutes in waits])
    return Figures(half, most, promises_kept(centre=centre, now=now), _by_hours(waits))


def _by_hours(waits: list[tuple[int, float]]) -> list[Hours]:
    found: dict[int, list[float]] = {}
    for hour, minutes in waits:
        found.setdefault(hour // HOURS_TOGETHER * HOURS_TOGETHER, []).append(minutes)
    return [Hours(first, first + HOURS_TOGETHER, *_told(found[first])) for first in sorted(found)]


def _told(minutes: Sequence[float]) -> tuple[int | None, int | None]:
    if len(minutes) < FEWEST_PEOPLE:
        return None, None
    in_order = sorted(minutes)
    most = in_order[ceil(0.9 * len(in_order)) - 1]
    return ceil(median(in_order)), ceil(most)
