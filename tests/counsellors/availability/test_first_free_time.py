"""The first free time of many people is the earliest one listed, however few calendars are read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellors.availability.domain.listing import time_of
from counsellors.availability.domain.offers import Question, first_free_time, offer_times
from counsellors.availability.domain.people import counsellors_to_ask
from counsellors.availability.domain.search import Window
from counsellors.availability.domain.timetable import open_timetable
from counsellors.availability.enums import Mode
from tests.factories.centres import CentreFactory, RoomFactory

from .story import MONDAY, NOW, at, away, bent_at, booked

pytestmark = pytest.mark.django_db

HOURS = ("8.00", "9.00", "10.00", "11.00", "12.00", "13.00")

person = st.fixed_dictionaries(
    {
        "hours": st.lists(st.sampled_from(HOURS), min_size=2, max_size=2, unique=True),
        "away_until": st.none() | st.sampled_from(HOURS[1:]),
        "booked_at": st.none() | st.sampled_from(HOURS),
        "visits_only": st.booleans(),
        "first_name": st.sampled_from(["Anna", "Bo", "Åse"]),
    }
)


def arrive(story, house):
    opens, closes = sorted(story["hours"], key=HOURS.index)
    modes = [Mode.IN_PERSON] if story["visits_only"] else [Mode.IN_PERSON, Mode.PHONE]
    bent = bent_at(house, opens, closes, modes=modes, first_name=story["first_name"])
    if story["away_until"]:
        away(bent, MONDAY, "7.00", story["away_until"])
    if story["booked_at"]:
        booked(bent, house, MONDAY, story["booked_at"], story["booked_at"].replace("00", "45"))
    return bent


def first_when_asking(question, count):
    """The same search, reading at first only so many calendars."""
    day = MONDAY.toordinal()
    timetable = open_timetable(question, now=NOW, first_day=day, end_day=day + 1)
    people = counsellors_to_ask(question, timetable.fit)
    window = Window(timetable, people, day, day + 1)
    first = window.first(asked_first=count)
    return first and time_of(*first, window.rooms, minutes=question.minutes)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    people=st.lists(person, min_size=1, max_size=5),
    rooms_taken=st.lists(st.sampled_from(HOURS), max_size=2, unique=True),
    own=st.booleans(),
)
def test_the_first_free_time_is_the_earliest_listed_however_few_are_asked_first(
    people, rooms_taken, own
):
    with transaction.atomic():
        house, elsewhere = CentreFactory(), CentreFactory(grid_minutes=20)
        room = RoomFactory(centre=house)
        dorte = bent_at(elsewhere, weekday=7)
        for hour in rooms_taken:
            end = hour.replace("00", "45")
            booked(dorte, house, MONDAY, hour, end, mode=Mode.IN_PERSON, room=room)
        staff = [
            arrive(story, (house, elsewhere)[number % 2]) for number, story in enumerate(people)
        ]
        question = Question(own_counsellor=staff[-1] if own else None, from_date=MONDAY, days=1)
        listed = [
            time for day in offer_times(question=question, now=NOW).days for time in day.times
        ]
        # The listing has the own counsellor's first; among equals the first listed stays.
        earliest = min(listed, key=lambda time: time.start, default=None)
        for count in (1, 2, 100):
            assert first_when_asking(question, count) == earliest
        if earliest:
            evening_before = at(MONDAY - timedelta(days=1), "20.00")
            assert first_free_time(question=question, now=evening_before) == earliest
        transaction.set_rollback(True)
