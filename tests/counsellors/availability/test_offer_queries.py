"""The number of queries is the same for one counsellor and for fifty."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.availability.domain.offers import (
    Question,
    first_free_time,
    is_offered,
    nearest_alternatives,
    offer_times,
)
from counsellors.availability.enums import Mode
from counsellors.availability.models import Absence
from jobcenter.shared.periods import period
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory

from .story import MONDAY, NOW, at, bent_at, booked, busy, special_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = CentreFactory()
    RoomFactory.create_batch(3, centre=house)
    return house


def people_at(house, count):
    for _ in range(count):
        bent = bent_at(house)
        booked(bent, house, MONDAY, "9.00", "9.45")
        busy(bent, at(MONDAY, "10.00"), at(MONDAY, "10.15"))
        special_day(bent, house, NOW.date(), "9.00", "10.00")
    return bent


@pytest.mark.parametrize("count", [1, 10, 50])
def test_listing_takes_five_queries_for_any_number_of_counsellors(
    house, count, django_assert_num_queries
):
    people_at(house, count)
    elsewhere = CentreFactory()
    bent_at(elsewhere)
    question = Question(topic=TopicFactory(), language="da", days=30)
    with django_assert_num_queries(5):
        offers = offer_times(question=question, now=NOW)
    assert len(offers.counsellors) == count + 1
    with django_assert_num_queries(4):
        offer_times(question=Question(centre=house), now=NOW)
    with django_assert_num_queries(3):
        offer_times(question=Question(centre=house, mode=Mode.PHONE), now=NOW)


@pytest.mark.parametrize("count", [1, 10, 50])
def test_the_first_free_time_takes_the_same_queries_when_it_is_near(
    house, count, django_assert_num_queries
):
    people_at(house, count)
    the_evening_before = at(MONDAY - timedelta(days=1), "18.00")
    with django_assert_num_queries(4):
        first = first_free_time(question=Question(centre=house), now=the_evening_before)
    assert first.start == at(MONDAY, "10.15")


def test_the_first_free_time_gives_up_after_a_bounded_number_of_queries(
    house, django_assert_num_queries
):
    """Five for the near days; then the hours of all days once, and four windows of two."""
    house.horizon_days = 366
    house.save()
    bent = people_at(house, 2)
    for counsellor in (bent, *type(bent).objects.exclude(pk=bent.pk)):
        Absence.objects.create(
            counsellor=counsellor,
            during=period(at(MONDAY, "12.00"), at(MONDAY + timedelta(days=400), "12.00")),
        )
    question = Question(topic=TopicFactory(), from_date=MONDAY + timedelta(days=1))
    bent_at(CentreFactory(), weekday=2, modes=[Mode.WALK], counsellor=bent)
    with django_assert_num_queries(5 + 3 + 3 * 2):
        assert first_free_time(question=question, now=NOW) is None


def test_nothing_is_read_of_calendars_that_cannot_matter(house, django_assert_num_queries):
    bent = people_at(house, 2)
    question = Question(centre=house, counsellor=bent, mode=Mode.WALK)
    with django_assert_num_queries(2):
        assert first_free_time(question=question, now=NOW) is None


@pytest.mark.parametrize("count", [1, 10])
def test_the_check_before_booking_takes_at_most_three_queries(
    house, count, django_assert_num_queries
):
    bent = people_at(house, count)
    question = Question(
        topic=TopicFactory(), counsellor=bent, centre=house, mode=Mode.PHONE, language="da"
    )
    start = at(MONDAY, "11.00")
    with django_assert_num_queries(2):
        is_offered(question=question, start=start, now=NOW)
    visit = Question(topic=TopicFactory(), counsellor=bent, centre=house, mode=Mode.IN_PERSON)
    with django_assert_num_queries(3):
        is_offered(question=visit, start=start, now=NOW)


def test_alternatives_take_two_searches_at_most(house, django_assert_max_num_queries):
    bent = people_at(house, 10)
    question = Question(centre=house, counsellor=bent, mode=Mode.PHONE)
    with django_assert_max_num_queries(6):
        nearest_alternatives(question=question, start=at(MONDAY, "9.00"), now=NOW, count=500)
