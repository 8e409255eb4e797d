"""Open now, open next, and the days that differ."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils.translation import override

from jobcenter.centres.domain.hours import (
    closed_days,
    days_from,
    hours_of,
    next_opening,
    open_now,
    week_of,
)
from jobcenter.centres.enums import HoursKind, Weekday
from jobcenter.centres.models import OpeningException
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.centres import CentreFactory, OpeningHoursFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 12, 7)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


@pytest.fixture
def centre():
    """Open on weekdays 9–16, phone 10–12, walk-in Mondays 13–15."""
    centre = CentreFactory()
    for weekday in range(1, 6):
        OpeningHoursFactory(centre=centre, weekday=weekday, minutes=(540, 960))
        OpeningHoursFactory(
            centre=centre, weekday=weekday, kind=HoursKind.PHONE, minutes=(600, 720)
        )
    OpeningHoursFactory(centre=centre, weekday=1, kind=HoursKind.WALK_IN, minutes=(780, 900))
    return centre


def test_centre_is_open_until_closing_time_when_the_clock_lies_within_its_hours(centre):
    assert open_now(centre=centre, now=at(MONDAY, 9)).closes == at(MONDAY, 16)
    assert open_now(centre=centre, now=at(MONDAY, 15, 59))


@pytest.mark.parametrize(("hour", "minute"), [(8, 59), (16, 0), (23, 0)])
def test_centre_is_closed_when_the_clock_lies_outside_its_hours(centre, hour, minute):
    assert open_now(centre=centre, now=at(MONDAY, hour, minute)) is None


def test_next_opening_is_monday_when_asked_on_friday_evening(centre):
    friday = date(2026, 12, 4)
    assert next_opening(centre=centre, now=at(friday, 20)).opens == at(MONDAY, 9)


def test_next_opening_is_none_when_the_house_never_opens():
    assert next_opening(centre=CentreFactory(), now=at(MONDAY, 9)) is None


def test_everything_is_closed_when_an_exception_has_no_hours(centre):
    OpeningException.objects.create(centre=centre, on_date=MONDAY, note_da="Vi flytter")
    for kind in HoursKind:
        day = hours_of(centre=centre, day=MONDAY, kind=kind)
        assert (day.stretches, day.note) == ((), "Vi flytter")


def test_phone_answers_only_while_the_house_is_open_when_an_exception_shortens_the_day(centre):
    OpeningException.objects.create(centre=centre, on_date=MONDAY, minutes=(660, 840))
    assert hours_of(centre=centre, day=MONDAY).stretches == ((660, 840),)
    assert hours_of(centre=centre, day=MONDAY, kind=HoursKind.PHONE).stretches == ((660, 720),)
    assert hours_of(centre=centre, day=MONDAY, kind=HoursKind.WALK_IN).stretches == ((780, 840),)
    assert hours_of(centre=centre, day=MONDAY, kind=HoursKind.CHAT).stretches == ()


def test_house_is_closed_on_a_public_holiday_with_its_name_in_the_readers_language(centre):
    christmas = date(2026, 12, 25)
    with override("da"):
        assert hours_of(centre=centre, day=christmas).note == "Juledag"
    with override("en"):
        day = hours_of(centre=centre, day=christmas)
        assert (day.stretches, day.note) == ((), "Christmas Day")


def test_house_is_open_on_a_public_holiday_when_it_says_so(centre):
    christmas = date(2026, 12, 25)
    OpeningException.objects.create(centre=centre, on_date=christmas, minutes=(600, 720))
    assert hours_of(centre=centre, day=christmas).stretches == ((600, 720),)
    always = CentreFactory(closed_on_holidays=False)
    OpeningHoursFactory(centre=always, weekday=5)
    assert hours_of(centre=always, day=christmas).stretches == ((540, 960),)


def test_hours_follow_the_wall_clock_when_the_clock_changes(centre):
    """Monday after 25 October 2026: 9 o'clock is one UTC hour later than the Monday before."""
    before, after = date(2026, 10, 19), date(2026, 10, 26)
    openings = [next_opening(centre=centre, now=at(day, 5)).opens for day in (before, after)]
    assert [opening.hour for opening in openings] == [9, 9]
    assert openings[0].utcoffset() != openings[1].utcoffset()


def test_closed_days_name_only_days_that_differ_when_a_holiday_falls_on_a_weekend(centre):
    # Boxing Day 2026 is a Saturday, when the house is closed anyway.
    days = closed_days(centre=centre, first=date(2026, 12, 21), count=14)
    assert [day.date for day in days] == [date(2026, 12, 25), date(2027, 1, 1)]


def test_week_is_told_in_one_line_when_all_days_are_alike(centre):
    OpeningHoursFactory(centre=centre, weekday=7, minutes=(600, 720))
    lines = week_of(centre=centre, kind=HoursKind.DOOR)
    assert [(line.first, line.last) for line in lines] == [
        (Weekday.MONDAY, Weekday.FRIDAY),
        (Weekday.SUNDAY, Weekday.SUNDAY),
    ]


def test_week_shows_each_date_when_days_are_asked_for(centre):
    days = days_from(centre=centre, first=MONDAY, count=7)
    assert [bool(day.stretches) for day in days] == [True] * 5 + [False] * 2


def test_hours_cost_no_query_when_the_palette_is_loaded(centre, django_assert_num_queries):
    from jobcenter.centres.models import Centre

    loaded = Centre.objects.with_palette().get(pk=centre.pk)
    with django_assert_num_queries(0):
        open_now(centre=loaded, now=at(MONDAY, 10))
        next_opening(centre=loaded, now=at(MONDAY, 20))
        closed_days(centre=loaded, first=MONDAY, count=60)
