"""What the tables of working hours refuse, whoever writes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from counsellors.models import Absence, BusyCalendar, BusyTime, SpecialDay
from jobcenter.shared.periods import period
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db

NINE, TEN, ELEVEN = (datetime(2026, 12, 7, hour, tzinfo=UTC) for hour in (8, 9, 10))
DAY = date(2026, 12, 7)


def test_counsellor_cannot_work_in_two_places_at_once_but_one_after_the_other():
    first = WorkingHoursFactory(minutes=(540, 720))
    elsewhere = CentreFactory()

    with refused_by("a_counsellor_works_in_one_place_at_a_time"):
        WorkingHoursFactory(counsellor=first.counsellor, centre=elsewhere, minutes=(700, 800))
    WorkingHoursFactory(counsellor=first.counsellor, centre=elsewhere, minutes=(720, 800))
    WorkingHoursFactory(minutes=(540, 720))


def test_hours_that_were_valid_earlier_do_not_stand_in_the_way():
    until_june = DateRange(date(2026, 1, 1), date(2026, 6, 1), "[)")
    from_june = DateRange(date(2026, 6, 1), None, "[)")
    first = WorkingHoursFactory(valid_on=until_june)

    WorkingHoursFactory(counsellor=first.counsellor, valid_on=from_june)

    with refused_by("a_counsellor_works_in_one_place_at_a_time"):
        WorkingHoursFactory(counsellor=first.counsellor, valid_on=DateRange(DAY, None, "[)"))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"minutes": (1000, 1500)}, "working_hours_lie_within_one_day"),
        ({"weekday": 8}, "working_weekday_is_iso"),
        ({"modes": []}, "working_hours_have_a_way_to_meet"),
        ({"valid_on": DateRange(DAY, DAY, "[)")}, "working_hours_are_valid_some_day"),
    ],
)
def test_hours_that_make_no_sense_are_refused(fields, constraint):
    with refused_by(constraint):
        WorkingHoursFactory(**fields)


def special_day(**fields):
    centre = fields.pop("centre", None) or CentreFactory()
    return SpecialDay.objects.create(
        **({"centre": centre, "on_date": DAY, "minutes": (540, 600), "modes": ["phone"]} | fields)
    )


def test_special_hours_of_one_date_do_not_overlap():
    bent = CounsellorFactory()
    special_day(counsellor=bent)

    with refused_by("special_hours_of_a_counsellor_do_not_overlap"):
        special_day(counsellor=bent, minutes=(570, 660))
    special_day(counsellor=bent, minutes=(600, 660))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"minutes": (1400, 1500)}, "special_hours_lie_within_one_day"),
        ({"modes": []}, "special_hours_have_a_way_to_meet"),
    ],
)
def test_special_hours_that_make_no_sense_are_refused(fields, constraint):
    with refused_by(constraint):
        special_day(counsellor=CounsellorFactory(), **fields)


def test_special_day_off_needs_no_hours_and_no_way_to_meet():
    assert special_day(counsellor=CounsellorFactory(), minutes=None, modes=[]).pk


def test_absences_of_one_counsellor_do_not_overlap():
    bent = CounsellorFactory()
    Absence.objects.create(counsellor=bent, during=period(NINE, TEN))

    with refused_by("absences_of_a_counsellor_do_not_overlap"):
        Absence.objects.create(counsellor=bent, during=period(NINE, ELEVEN))
    Absence.objects.create(counsellor=bent, during=period(TEN, ELEVEN))


@pytest.mark.parametrize(
    "during",
    [DateTimeTZRange(NINE, NINE, "[)"), DateTimeTZRange(NINE, None), DateTimeTZRange(None, NINE)],
)
def test_time_without_a_start_and_an_end_is_refused(during):
    bent = CounsellorFactory()
    calendar = BusyCalendar.objects.create(counsellor=bent, name="Outlook", imported_at=NINE)

    with refused_by("an_absence_has_a_start_and_an_end"):
        Absence.objects.create(counsellor=bent, during=during)
    with refused_by("a_busy_time_has_a_start_and_an_end"):
        BusyTime.objects.create(calendar=calendar, counsellor=bent, during=during, uid_hash=b"x")


def test_calendar_names_differ_and_a_busy_time_is_stored_once():
    bent = CounsellorFactory()
    calendar = BusyCalendar.objects.create(counsellor=bent, name="Outlook", imported_at=NINE)
    busy = {"calendar": calendar, "counsellor": bent, "during": period(NINE, TEN), "uid_hash": b"x"}
    BusyTime.objects.create(**busy)

    with refused_by("busy_calendar_names_differ_per_counsellor"):
        BusyCalendar.objects.create(counsellor=bent, name="Outlook", imported_at=TEN)
    with refused_by("each_busy_time_is_stored_once"):
        BusyTime.objects.create(**busy)
