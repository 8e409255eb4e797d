"""Who is here today: from plans, never from where anybody is or was.

Weekly hours, or the special day that replaces them, less the time off and the busy calendar at the
edges of the day. Holes in the middle are left out: a colleague at the dentist between ten and
eleven is here 9–15, and why somebody is away looks the same as not working that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from counsellors.availability.enums import Mode
from counsellors.availability.models import Absence, BusyTime, SpecialDay, WorkingHours
from counsellors.people.domain.lists import Introduction, introduce
from counsellors.people.models import Counsellor
from counsellors.team.models import Cover
from jobcenter.centres.domain.hours import public_holiday
from jobcenter.centres.domain.hours_text import clock_of
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order
from jobcenter.shared.periods import COPENHAGEN, local_day

DAY = 24 * 60
IN_THE_HOUSE = {Mode.IN_PERSON, Mode.WALK}
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Here:
    """One stretch of today in wall minutes. A start or an end that is not as planned says so."""

    start: int
    end: int
    is_in_house: bool
    begins_later: bool
    ends_earlier: bool

    @property
    def opens(self) -> str:
        return clock_of(self.start)

    @property
    def closes(self) -> str:
        return clock_of(self.end)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A face, a name, languages, topics, and today. `covered_by` and `covers` only when agreed."""

    introduction: Introduction
    here: tuple[Here, ...]
    is_elsewhere: bool
    covered_by: Counsellor | None
    covers: tuple[Counsellor, ...]

    @property
    def counsellor(self) -> Counsellor:
        return self.introduction.counsellor


def teams_today(*, centres: Sequence[Centre], day: date) -> dict[int, list[Colleague]]:
    """Who meets people in each house, from A to Å, by the number of the house.

    9 queries for any number of houses and people.
    """
    people = _people_of(centres)
    numbers = [one.pk for one in people]
    planned, gone = _planned(numbers, day), _gone(numbers, day)
    covers = list(
        Cover.objects.on(day)
        .filter(centre__in=centres, said_yes_at__isnull=False)
        .select_related("absent", "covering")
    )
    return {
        centre.pk: [
            _colleague(
                person,
                centre,
                {} if _is_closed(centre, day) else planned,
                gone,
                [cover for cover in covers if cover.centre_id == centre.pk],
            )
            for person in people
            if centre in person.centres.all()
        ]
        for centre in centres
    }


def _people_of(centres: Sequence[Centre]) -> list[Counsellor]:
    found = Counsellor.objects.active().filter(centres__in=centres).distinct()
    people = found.prefetch_related("topics", "centres")
    return sorted(people, key=lambda one: (*danish_order(one.name), one.pk))


def _colleague(
    person: Counsellor,
    centre: Centre,
    planned: dict[int, list[WorkingHours | SpecialDay]],
    gone: dict[int, list[Stretch]],
    covers: Iterable[Cover],
) -> Colleague:
    rows = [row for row in planned.get(person.pk, ()) if row.minutes is not None]
    away = gone.get(person.pk, [])
    stretches = [(row, _stretch(row, away)) for row in rows]
    here = [there for row, there in stretches if there and row.centre_id == centre.pk]
    return Colleague(
        introduction=introduce(person),
        here=tuple(sorted(here, key=lambda each: each.start)),
        is_elsewhere=not here and any(there for _row, there in stretches),
        covered_by=next((c.covering for c in covers if c.absent_id == person.pk), None),
        covers=tuple(c.absent for c in covers if c.covering_id == person.pk),
    )


def _stretch(row: WorkingHours | SpecialDay, away: Sequence[Stretch]) -> Here | None:
    """What is left of it when the edges are trimmed; None when nothing is."""
    minutes = row.minutes
    if minutes is None:
        return None
    start, end = minutes.lower, minutes.upper
    for leaves, comes in sorted(away):
        if leaves <= start:
            start = max(start, comes)
    for leaves, comes in sorted(away, key=lambda each: -each[1]):
        if comes >= end:
            end = min(end, leaves)
    if start >= end:
        return None
    is_in_house = bool(IN_THE_HOUSE.intersection(Mode(mode) for mode in row.modes))
    return Here(start, end, is_in_house, start > minutes.lower, end < minutes.upper)


def _planned(numbers: Sequence[int], day: date) -> dict[int, list[WorkingHours | SpecialDay]]:
    """Rows of that date by counsellor: a special day replaces the weekly hours everywhere."""
    special: dict[int, list[WorkingHours | SpecialDay]] = {}
    for row in SpecialDay.objects.filter(counsellor__in=numbers, on_date=day):
        special.setdefault(row.counsellor_id, []).append(row)
    weekly: dict[int, list[WorkingHours | SpecialDay]] = {}
    for hours in WorkingHours.objects.filter(
        counsellor__in=numbers, weekday=day.isoweekday(), valid_on__contains=day
    ):
        weekly.setdefault(hours.counsellor_id, []).append(hours)
    return weekly | special


def _gone(numbers: Sequence[int], day: date) -> dict[int, list[Stretch]]:
    """Time off and busy calendars as wall minutes of that date, by counsellor."""
    whole = local_day(day)
    gone: dict[int, list[Stretch]] = {}
    for rows in (
        Absence.objects.filter(counsellor__in=numbers, during__overlap=whole),
        BusyTime.objects.filter(counsellor__in=numbers, during__overlap=whole),
    ):
        for number, during in rows.values_list("counsellor_id", "during"):
            leaves = 0 if during.lower <= whole.lower else _wall_minute(during.lower)
            comes = DAY if during.upper >= whole.upper else _wall_minute(during.upper)
            gone.setdefault(number, []).append((leaves, comes))
    return gone


def _wall_minute(moment: datetime) -> int:
    local = moment.astimezone(COPENHAGEN)
    return local.hour * 60 + local.minute


def _is_closed(centre: Centre, day: date) -> bool:
    """By the same rule as the engine: a day that differs decides before a public holiday does."""
    differs = next((row for row in centre.opening_exceptions.all() if row.on_date == day), None)
    if differs is not None:
        return differs.minutes is None
    return centre.closed_on_holidays and bool(public_holiday(day))
