"""One counsellor's public page: who, where, when, and the way to a conversation."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from counsellors.availability.domain.week import working_week
from counsellors.availability.enums import Mode
from jobcenter.centres.enums import Weekday
from tests.factories.centres import CentreFactory, TopicFactory
from tests.factories.counsellors import (
    CounsellorFactory,
    WorkingHoursFactory,
    house_with_room,
)
from tests.jobcenter.journeys.houses import MONDAY_AT_TEN, words_of

pytestmark = pytest.mark.django_db

TODAY = MONDAY_AT_TEN.date()


@pytest.fixture(autouse=True)
def monday_at_ten():
    with time_machine.travel(MONDAY_AT_TEN, tick=False):
        yield


@pytest.fixture
def bent():
    house = house_with_room(name="Havnehuset", slug="havnehuset")
    return CounsellorFactory(
        slug="bent",
        centres=[house],
        languages=["da", "uk"],
        knows_da="Jeg kender de små firmaer.",
        phone="+4570200101",
        topics=[TopicFactory(slug="job")],
    )


def hours(counsellor, weekday: int, **fields):
    house = counsellor.centres.get()
    return WorkingHoursFactory(counsellor=counsellor, centre=house, weekday=weekday, **fields)


def test_profile_shows_name_languages_knowledge_and_phone(client, bent):
    response = client.get("/vejledere/bent/")
    words = words_of(response)
    for part in ("Bent Østergaard", "Українська", "Jeg kender de små firmaer.", "70 20 01 01"):
        assert part in words


def test_profile_leads_to_a_conversation_with_this_person(client, bent):
    html = client.get("/en/vejledere/bent/").content.decode()
    assert 'href="/en/book/?vejleder=bent"' in html
    assert "Book a conversation with Bent" in html
    assert 'href="/en/book/?emne=job&amp;vejleder=bent"' in html


def test_profile_shows_the_first_free_time(client, bent):
    hours(bent, weekday=2)
    words = words_of(client.get("/en/vejledere/bent/"))
    assert "First free time: Tuesday 8 December, 09:00–09:45" in words


def test_profile_offers_another_way_when_no_time_is_free(client, bent):
    assert "has no free times" in words_of(client.get("/en/vejledere/bent/"))


def test_profile_tells_place_hours_and_ways_for_each_weekday(client, bent):
    hours(bent, weekday=1, modes=[Mode.PHONE, Mode.WALK])
    words = words_of(client.get("/en/vejledere/bent/"))
    assert "Monday 09:00–15:00, Havnehuset By phone, walk and talk" in words


def test_week_joins_weekdays_only_when_all_of_their_hours_are_alike(bent):
    for weekday in (1, 2, 3, 5):
        hours(bent, weekday=weekday)
    hours(bent, weekday=3, minutes=(960, 1080))
    week = working_week(counsellor=bent, today=TODAY)
    assert [(days.first, days.last, len(days.stretches)) for days in week] == [
        (Weekday.MONDAY, Weekday.TUESDAY, 1),
        (Weekday.WEDNESDAY, Weekday.WEDNESDAY, 2),
        (Weekday.FRIDAY, Weekday.FRIDAY, 1),
    ]


def test_week_leaves_out_hours_that_are_over_or_far_away(bent):
    hours(bent, weekday=1, valid_on=DateRange(date(2020, 1, 1), TODAY, "[)"))
    hours(bent, weekday=2, valid_on=DateRange(date(2027, 6, 1), None, "[)"))
    assert working_week(counsellor=bent, today=TODAY) == []


def test_week_says_from_when_hours_hold_that_begin_later(client, bent):
    hours(bent, weekday=4, valid_on=DateRange(date(2027, 1, 4), None, "[)"))
    assert "From Monday 4 January" in words_of(client.get("/en/vejledere/bent/"))


def test_week_leaves_out_houses_that_are_not_public(bent):
    hidden = CentreFactory(is_published=False, name="Skjult")
    WorkingHoursFactory(counsellor=bent, centre=hidden, weekday=1)
    assert working_week(counsellor=bent, today=TODAY) == []


def test_missing_inactive_and_hidden_people_look_the_same(client, bent):
    CounsellorFactory(slug="clara", centres=list(bent.centres.all()), is_active=False)
    CounsellorFactory(slug="dorte", centres=[CentreFactory(is_published=False)])
    answers = [client.get(f"/vejledere/{slug}/") for slug in ("clara", "dorte", "findes-ikke")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({words_of(answer) for answer in answers}) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_profile_costs_eight_queries_whatever_the_number_of_hours(
    client, bent, rows, django_assert_num_queries
):
    for weekday in range(1, rows + 1):
        hours(bent, weekday=weekday)
        bent.topics.add(TopicFactory(slug=f"emne-{weekday}"))
    with django_assert_num_queries(8):
        client.get("/vejledere/bent/")
