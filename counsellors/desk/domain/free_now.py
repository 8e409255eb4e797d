"""Which colleagues in the house could talk this minute: at work, and with nothing on."""

from __future__ import annotations

from datetime import datetime, timedelta

from counsellors.availability.domain.clock import local_date_of, local_day, minute_of
from counsellors.availability.domain.tables import HoursRow, Scope, read_hours, read_taken
from counsellors.availability.enums import Mode
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order

# Free for less, and they are about to be somewhere else.
AT_LEAST = timedelta(minutes=15)


def free_colleagues(*, counsellor: Counsellor, centre: Centre, now: datetime) -> list[Counsellor]:
    """In Danish alphabetical order. At most 3 queries, whatever the size of the house."""
    here = _at_work_now(centre, now=now) - {counsellor.pk}
    if not here:
        return []
    taken = read_taken(here, start=now, end=now + AT_LEAST, ignoring_conversation_id=None)
    free = [pk for pk in here if not any(taken[pk])]
    people = Counsellor.objects.active().filter(pk__in=free)
    return sorted(people, key=lambda person: (*danish_order(person.name), person.pk))


def _at_work_now(centre: Centre, *, now: datetime) -> set[int]:
    """By the hours of this day: a special day replaces the weekly hours, wherever it is spent."""
    today = local_date_of(now).toordinal()
    rows = read_hours(
        Scope(
            centre_ids=[centre.pk],
            counsellor_ids=None,
            topic_id=None,
            language=None,
            first_day=today,
            end_day=today + 1,
        )
    )
    if any(row.kind == "x" and row.hours is None for row in rows):
        return set()
    elsewhere = {pk for row in rows if row.kind == "s" for pk in row.counsellor_ids}
    there = {
        (pk, row.kind)
        for row in rows
        if row.kind != "x" and row.centre_id == centre.pk and _meets_people(row, today, now)
        for pk in row.counsellor_ids
    }
    return {pk for pk, kind in there if kind == "s" or pk not in elsewhere}


def _meets_people(row: HoursRow, today: int, now: datetime) -> bool:
    if row.hours is None or Mode.IN_PERSON not in row.modes.strip("{}").split(","):
        return False
    if row.kind == "w" and not row.valid_from <= today < row.valid_until:
        return False
    start, end = (local_day(today).minute(wall) for wall in row.hours)
    return start <= minute_of(now) < end
