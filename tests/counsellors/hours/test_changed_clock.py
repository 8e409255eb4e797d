"""The two nights of the year on which the clock in Copenhagen changes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import NumericRange

from counsellors.availability.domain.clock import is_skipped, moment_on
from counsellors.hours.forms import AbsenceForm
from counsellors.team.forms import OutOfUseForm, ReserveForm

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_that_year(time_machine):
    time_machine.move_to(utc(3, 1, 9), tick=False)


def time_off(day: date, hours: str) -> AbsenceForm:
    return AbsenceForm({"first": str(day), "last": str(day), "hours": hours})


def reserved(day: date, minutes: str) -> ReserveForm:
    return ReserveForm({"what_for": "Møde", "on_date": str(day), "minutes": minutes})


@pytest.mark.parametrize("hours", ["2.30-3", "2-2.30", "2-3"])
def test_time_the_clock_skips_is_refused_and_not_turned_around(hours):
    """Half past two comes after three that night: a period would end before it begins."""
    off, room = time_off(SPRING, hours), reserved(SPRING, hours)

    assert not off.is_valid()
    assert not room.is_valid()
    assert "springer" in str(off.errors["hours"])
    assert "springer" in str(room.errors["minutes"])


@pytest.mark.parametrize(
    ("day", "hours", "start", "end"),
    [
        (SPRING, "1-3", utc(3, 28, 0), utc(3, 28, 1)),
        (SPRING, "2.30-4", utc(3, 28, 1), utc(3, 28, 2)),
        (AUTUMN, "2-3", utc(10, 31, 0), utc(10, 31, 2)),
        (AUTUMN, "1-2.30", utc(10, 30, 23), utc(10, 31, 0, 30)),
    ],
)
def test_time_around_the_change_lasts_as_long_as_it_does(day, hours, start, end):
    off, room = time_off(day, hours), reserved(day, hours)

    assert off.is_valid(), off.errors
    assert room.is_valid(), room.errors
    during = off.change().during
    assert (during.lower, during.upper) == (start, end)
    assert (room.start, room.end) == (start, end)


@pytest.mark.parametrize(("day", "real_hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_whole_day_is_as_long_as_that_day(day, real_hours):
    room = OutOfUseForm({"first": str(day), "last": str(day)})

    assert time_off(day, "").is_valid()
    assert room.is_valid()
    assert room.end is not None
    assert (room.end - room.start).total_seconds() == real_hours * 3600


def test_no_hour_of_an_ordinary_day_is_skipped():
    assert not is_skipped(date(2027, 5, 3), NumericRange(120, 180))
    assert moment_on(date(2027, 5, 3), 24 * 60) == utc(5, 3, 22)
