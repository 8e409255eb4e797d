"""The wall clock in Copenhagen as numbers, on ordinary days and on the two that are not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellors.availability.domain.clock import (
    local_date_of,
    local_day,
    minute_not_before,
    minute_of,
    moment_of,
)
from jobcenter.shared.periods import COPENHAGEN

FORWARD = [
    date(2026, 3, 29),
    date(2027, 3, 28),
    date(2028, 3, 26),
    date(2029, 3, 25),
    date(2030, 3, 31),
]
BACK = [
    date(2026, 10, 25),
    date(2027, 10, 31),
    date(2028, 10, 29),
    date(2029, 10, 28),
    date(2030, 10, 27),
]
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31)) | st.sampled_from(FORWARD + BACK)


def wall(day: date, hours: int, minutes: int = 0) -> str:
    """What a clock in Copenhagen shows at that wall minute's moment."""
    moment = moment_of(local_day(day.toordinal()).minute(hours * 60 + minutes))
    return f"{moment.astimezone(COPENHAGEN):%d %H:%M}"


@given(day=DAYS)
def test_days_follow_each_other_without_a_hole(day):
    today, tomorrow = local_day(day.toordinal()), local_day(day.toordinal() + 1)
    assert today.ends == tomorrow.starts
    assert today.minute(0) == today.starts
    assert today.minute(24 * 60) == today.ends
    assert today.weekday == day.isoweekday()


@given(day=DAYS, wall_minute=st.integers(0, 24 * 60 - 1))
def test_a_wall_minute_is_the_first_moment_the_clock_reaches_it(day, wall_minute):
    found = local_day(day.toordinal()).minute(wall_minute)
    local = datetime(day.year, day.month, day.day, tzinfo=COPENHAGEN) + timedelta(
        minutes=wall_minute
    )
    exists = local.astimezone(UTC).astimezone(COPENHAGEN).replace(tzinfo=None) == local.replace(
        tzinfo=None
    )
    if exists:  # fold=0 is the first showing
        assert moment_of(found) == local.astimezone(UTC)
    else:
        assert found == local_day(day.toordinal()).jump_at


@given(day=DAYS, minutes=st.lists(st.integers(0, 24 * 60), min_size=2, max_size=6))
def test_neighbouring_stretches_never_overlap(day, minutes):
    moments = [local_day(day.toordinal()).minute(minute) for minute in sorted(minutes)]
    assert moments == sorted(moments)


@pytest.mark.parametrize("day", FORWARD)
def test_the_day_the_clock_goes_forward_has_23_hours_and_skips_one(day):
    forward = local_day(day.toordinal())
    assert forward.ends - forward.starts == 23 * 60
    assert forward.minute(6 * 60) - forward.minute(0) == 5 * 60
    assert forward.minute(2 * 60) == forward.minute(3 * 60) == forward.minute(2 * 60 + 30)
    assert wall(day, 2, 30) == f"{day:%d} 03:00"
    assert wall(day, 3, 15) == f"{day:%d} 03:15"
    assert forward.second_showing is None


@pytest.mark.parametrize("day", BACK)
def test_the_day_the_clock_goes_back_has_25_hours_and_shows_one_twice(day):
    back = local_day(day.toordinal())
    assert back.ends - back.starts == 25 * 60
    assert back.minute(6 * 60) - back.minute(0) == 7 * 60
    assert back.minute(3 * 60) - back.minute(2 * 60) == 120
    again, over = back.second_showing
    assert over - again == 60
    assert f"{moment_of(again).astimezone(COPENHAGEN):%H:%M}" == "02:00"
    assert moment_of(again).astimezone(COPENHAGEN).fold == 1
    assert over == back.minute(3 * 60)


def test_moments_round_down_and_up_to_whole_minutes():
    moment = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
    assert moment_of(minute_of(moment)) == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert moment_of(minute_not_before(moment)) == datetime(2026, 11, 23, 9, 1, tzinfo=UTC)
    whole = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert minute_of(whole) == minute_not_before(whole)


def test_a_late_evening_belongs_to_the_local_date():
    assert local_date_of(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == date(2026, 11, 24)
