"""What the engine answers beside the list: the first time, why not, and what else there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils.translation import override

from counsellors.availability.domain.offers import (
    Question,
    Relaxation,
    TimeNotOffered,
    explain,
    first_free_time,
    is_offered,
    nearest_alternatives,
    offer_times,
    relaxations,
)
from counsellors.availability.enums import Mode, Rule
from jobcenter.centres.models import OpeningException
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory

from .story import (
    MONDAY,
    NOW,
    TUESDAY,
    at,
    away,
    bent_at,
    booked,
    busy,
    clock,
    minutes,
    special_day,
)

pytestmark = pytest.mark.django_db
ONE_MONDAY = Question(mode=Mode.PHONE, from_date=MONDAY, days=1)


@pytest.fixture
def house():
    return CentreFactory()


def why(question, now=NOW):
    return explain(offer_times(question=question, now=now))


# --- Why are there no times?


def test_each_time_counts_under_the_first_rule_that_took_it(house):
    bent = bent_at(house, "9.00", "12.00")  # ten starts
    away(bent, MONDAY, "9.00", "10.00")
    busy(bent, at(MONDAY, "9.30"), at(MONDAY, "10.30"))
    booked(bent, house, MONDAY, "11.00", "11.45")
    offers = offer_times(question=ONE_MONDAY, now=NOW)
    assert explain(offers) == [(Rule.ABSENT, 4), (Rule.BOOKED, 4), (Rule.BUSY, 2)]
    assert offers.count == 0


def test_a_wish_of_the_person_counts_before_the_rules_of_the_house(house):
    OpeningException.objects.create(centre=house, on_date=MONDAY)
    bent_at(house, "9.00", "10.00", modes=[Mode.VIDEO])
    assert why(ONE_MONDAY) == [(Rule.OTHER_MODE, 2)]
    assert why(replace(ONE_MONDAY, mode=Mode.VIDEO)) == [(Rule.CLOSED, 2)]
    afternoon = replace(ONE_MONDAY, mode=Mode.VIDEO, part_of_day="afternoon")
    assert why(afternoon) == [(Rule.OTHER_PART_OF_DAY, 2)]


def test_times_with_colleagues_who_do_not_fit_are_counted(house):
    health = TopicFactory(slug="havearbejde")
    bent_at(house, "9.00", "10.00")
    bent_at(house, "9.00", "10.15", topics=[health])
    assert why(replace(ONE_MONDAY, topic=health, language="so")) == [
        (Rule.OTHER_LANGUAGE, 3),
        (Rule.OTHER_TOPIC, 2),
    ]


def test_notice_horizon_and_rooms_are_named(house):
    house.minimum_notice_minutes, house.horizon_days = 60, 3
    house.save()
    bent_at(house, "9.00", "10.00")
    visit = replace(ONE_MONDAY, mode=Mode.IN_PERSON)
    assert why(ONE_MONDAY, now=at(MONDAY, "8.30")) == [(Rule.TOO_SOON, 2)]
    assert why(ONE_MONDAY, now=at(MONDAY - timedelta(days=4), "8.30")) == [(Rule.TOO_FAR, 2)]
    assert why(visit) == [(Rule.NO_ROOM, 2)]


def test_counts_are_per_way_to_meet(house):
    bent_at(house, "9.00", "10.00", modes=[Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO])
    any_mode = replace(ONE_MONDAY, mode=None)
    assert why(any_mode) == [(Rule.NO_ROOM, 2)]
    OpeningException.objects.create(centre=house, on_date=MONDAY)
    assert why(any_mode) == [(Rule.CLOSED, 6)]


def test_nobody_works_then_when_there_is_nothing_to_take(house):
    assert why(ONE_MONDAY) == [(Rule.NOT_WORKING, 0)]
    bent_at(house)
    assert why(replace(ONE_MONDAY, from_date=TUESDAY)) == [(Rule.NOT_WORKING, 0)]
    assert why(ONE_MONDAY) == []


# --- The check before booking


@pytest.fixture
def bent(house):
    return bent_at(house, "9.00", "12.00", modes=[Mode.IN_PERSON, Mode.PHONE])


def check(bent, house, start, *, now=NOW, ignoring=None, **wishes):
    question = Question(**{"counsellor": bent, "centre": house, "mode": Mode.PHONE} | wishes)
    return is_offered(question=question, start=start, now=now, ignoring_conversation_id=ignoring)


def test_the_check_answers_the_time_with_its_free_rooms(bent, house):
    room = RoomFactory(centre=house)
    found = check(bent, house, at(MONDAY, "9.00"), mode=Mode.IN_PERSON)
    assert (found.start, found.end) == (at(MONDAY, "9.00"), at(MONDAY, "9.45"))
    assert (found.counsellor_id, found.centre_id) == (bent.pk, house.pk)
    assert (found.mode, found.room_ids) == ("in_person", (room.pk,))


def test_the_check_names_the_rule_in_kind_words(bent, house):
    away(bent, MONDAY, "9.00", "9.30")
    busy(bent, at(MONDAY, "10.00"), at(MONDAY, "10.15"))
    booked(bent, house, MONDAY, "11.00", "11.45")
    refused = {
        "9.00": Rule.ABSENT,
        "10.00": Rule.BUSY,
        "11.00": Rule.BOOKED,
        "13.00": Rule.NOT_WORKING,
        "9.37": Rule.NOT_WORKING,
    }
    for start, rule in refused.items():
        with pytest.raises(TimeNotOffered) as refusal:
            check(bent, house, at(MONDAY, start))
        assert refusal.value.rule == rule
    with override("en"):
        with pytest.raises(TimeNotOffered) as refusal:
            check(bent, house, at(MONDAY, "11.00"))
        assert str(refusal.value.message) == "Somebody else has just booked that time."
        assert str(refusal.value.next_step) == "Choose another time."


def test_the_check_counts_notice_and_horizon_from_the_moment_it_is_asked(bent, house):
    house.minimum_notice_minutes = 60
    house.horizon_days = 3
    start = at(MONDAY, "10.00")
    for in_time in (at(MONDAY, "9.00"), NOW):
        assert check(bent, house, start, now=in_time).start == start
    refused = {
        at(MONDAY, "9.01"): Rule.TOO_SOON,
        start: Rule.TOO_SOON,
        at(MONDAY, "10.01"): Rule.TOO_SOON,
        NOW - timedelta(days=1): Rule.TOO_FAR,
    }
    for now, rule in refused.items():
        with pytest.raises(TimeNotOffered) as refusal:
            check(bent, house, start, now=now)
        assert refusal.value.rule == rule


def test_every_rule_has_words_of_its_own():
    with override("en"):
        assert len({str(TimeNotOffered(rule).message) for rule in Rule}) == len(Rule)


def test_a_start_with_seconds_is_refused(bent, house):
    with pytest.raises(TimeNotOffered):
        check(bent, house, at(MONDAY, "9.00") + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        (datetime(9999, 12, 31, 23, 30, tzinfo=UTC), Rule.TOO_FAR),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), Rule.TOO_SOON),
        (NOW - timedelta(minutes=1), Rule.TOO_SOON),
    ],
)
def test_a_start_in_any_year_is_refused_without_looking(
    bent, house, start, rule, django_assert_num_queries
):
    with django_assert_num_queries(0), pytest.raises(TimeNotOffered) as refusal:
        check(bent, house, start)
    assert refusal.value.rule == rule


def test_a_question_about_any_year_has_an_answer(bent, house):
    for day in (date(1, 1, 1), date(9999, 12, 31)):
        question = Question(centre=house, mode=Mode.PHONE, from_date=day, days=10**6)
        assert offer_times(question=question, now=NOW).count == (90 if day.year == 1 else 0)
        first_free_time(question=question, now=NOW)
    for start in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 30, tzinfo=UTC)):
        nearest_alternatives(question=Question(centre=house), start=start, now=NOW)


def test_an_unknown_part_of_the_day_is_named():
    with pytest.raises(ValueError, match="part_of_day='noon' is none of morning, afternoon"):
        Question(part_of_day="noon")


def test_a_conversation_that_moves_does_not_stand_in_its_own_way(bent, house):
    room = RoomFactory(centre=house)
    moving = booked(bent, house, MONDAY, "9.00", "9.45", mode=Mode.IN_PERSON, room=room)
    start = at(MONDAY, "9.15")
    with pytest.raises(TimeNotOffered):
        check(bent, house, start, mode=Mode.IN_PERSON)
    found = check(bent, house, start, mode=Mode.IN_PERSON, ignoring=moving.pk)
    assert found.room_ids == (room.pk,)


def test_the_check_trusts_the_row_that_booking_has_locked(bent, house):
    busy(bent, at(MONDAY, "10.00"), at(MONDAY, "10.15"))
    assert check(bent, house, at(MONDAY, "9.15"))
    bent.buffer_after_minutes = 5
    with pytest.raises(TimeNotOffered):
        check(bent, house, at(MONDAY, "9.15"))


def test_the_check_needs_to_know_who_where_and_how(bent, house):
    for missing in ("counsellor", "centre", "mode"):
        with pytest.raises(ValueError, match="needs a counsellor, a centre and a mode"):
            check(bent, house, at(MONDAY, "9.00"), **{missing: None})


# --- The first free time


def test_the_first_free_time_is_the_earliest_with_anyone(house):
    bent = bent_at(house, "10.00", "11.00")
    dorte = bent_at(house, "9.00", "10.00")
    anyone = Question(mode=Mode.PHONE)
    first = first_free_time(question=anyone, now=NOW)
    assert (first.start, first.counsellor_id) == (at(MONDAY, "9.00"), dorte.pk)
    mine = first_free_time(question=replace(anyone, counsellor=bent), now=NOW)
    assert (mine.start, mine.counsellor_id) == (at(MONDAY, "10.00"), bent.pk)


def test_the_own_counsellor_goes_first_when_two_are_free_at_once(house):
    bent_at(house, "9.00", "10.00", first_name="Anna")
    own = bent_at(house, "9.00", "10.00", first_name="Zenia")
    first = first_free_time(question=Question(mode=Mode.PHONE, own_counsellor=own), now=NOW)
    assert first.counsellor_id == own.pk


@pytest.mark.parametrize("weeks", [0, 1, 3, 8])
def test_the_first_free_time_is_found_however_far_within_the_horizon(house, weeks):
    bent = bent_at(house, "9.00", "10.00")
    for week in range(weeks):
        away(bent, MONDAY + timedelta(weeks=week), "8.00", "10.00")
    first = first_free_time(question=Question(mode=Mode.PHONE), now=NOW)
    assert first.start == at(MONDAY + timedelta(weeks=weeks), "9.00")


def test_the_first_free_time_is_found_on_any_day_of_the_week(house):
    found = []
    for weekday in range(1, 8):
        bent = bent_at(house, "9.00", "10.00", weekday=weekday)
        question = Question(mode=Mode.PHONE, counsellor=bent)
        found.append(first_free_time(question=question, now=NOW - timedelta(days=4)).start)
    week = [MONDAY - timedelta(days=7 - day) for day in range(7)]  # NOW is Monday noon
    assert found == [at(MONDAY, "9.00"), *(at(day, "9.00") for day in week[1:])]


def test_there_is_no_first_time_beyond_the_horizon(house):
    house.horizon_days = 2
    house.save()
    bent_at(house)
    assert first_free_time(question=Question(mode=Mode.PHONE), now=NOW) is None
    assert first_free_time(question=Question(centre=CentreFactory()), now=NOW) is None


def test_the_first_time_of_the_offers_is_the_earliest_whoever_it_is_with(house):
    bent_at(house, "9.00", "10.00")
    own = bent_at(house, "11.00", "12.00")
    offers = offer_times(question=replace(ONE_MONDAY, own_counsellor=own), now=NOW)
    assert offers.days[0].times[0].counsellor_id == own.pk
    assert offers.first.start == at(MONDAY, "9.00")


# --- Alternatives


def nearest(question, start, **more):
    found = nearest_alternatives(question=question, start=start, now=NOW, **more)
    return [(clock(time.start), time.counsellor_id) for time in found]


def test_alternatives_are_the_nearest_in_time_earlier_first(house):
    bent = bent_at(house, "9.00", "12.00")
    booked(bent, house, MONDAY, "10.00", "10.45")
    question = Question(centre=house, mode=Mode.PHONE, counsellor=bent)
    assert nearest(question, at(MONDAY, "10.00")) == [
        ("9.15", bent.pk),
        ("10.45", bent.pk),
        ("9.00", bent.pk),
    ]


def test_a_time_across_midnight_is_nearer_than_one_late_the_same_day(house):
    bent = bent_at(house, "22.00", "23.00", weekday=1)
    bent_at(house, "20.00", "21.00", weekday=2, counsellor=bent)
    question = Question(centre=house, mode=Mode.PHONE, counsellor=bent)
    assert nearest(question, at(TUESDAY, "0.15"), count=1) == [("22.15", bent.pk)]


def test_colleagues_fill_up_when_the_counsellor_has_too_few_times(house):
    bent = bent_at(house, "9.00", "9.45", valid_on=(MONDAY, TUESDAY))
    dorte = bent_at(house, "10.00", "11.00")
    question = Question(centre=house, mode=Mode.PHONE, counsellor=bent)
    assert nearest(question, at(MONDAY, "10.00")) == [
        ("9.00", bent.pk),
        ("10.00", dorte.pk),
        ("10.15", dorte.pk),
    ]
    assert len(nearest(question, at(MONDAY, "10.00"), count=1)) == 1


def test_there_may_be_no_alternative(house):
    assert nearest(Question(centre=house), at(MONDAY, "10.00")) == []


# --- What giving up one wish opens


def opened(question) -> dict[str, Relaxation]:
    return {found.kind.value: found for found in relaxations(question=question, now=NOW)}


def test_each_wish_given_up_tells_what_it_opens_and_how_to_ask(house):
    elsewhere = CentreFactory(latitude=56.2)
    far_away = CentreFactory(latitude=57.0)
    bent = bent_at(house, "9.00", "10.00", modes=[Mode.VIDEO])
    special_day(bent, house, MONDAY + timedelta(days=7), "13.00", "14.00", modes=["phone"])
    dorte = bent_at(house, "9.00", "10.15", modes=[Mode.PHONE])
    WorkingHoursFactory(
        counsellor=bent, centre=elsewhere, minutes=minutes("10.00", "10.45"), modes=[Mode.PHONE]
    )
    bent_at(far_away, "9.00", "10.00")
    question = Question(centre=house, counsellor=bent, mode=Mode.PHONE, days=7)
    found = opened(question)
    assert list(found) == ["other_mode", "colleague", "later", "other_centre"]
    assert {kind: relaxation.count for kind, relaxation in found.items()} == {
        "other_mode": 2,
        "colleague": 3,
        "later": 2,
        "other_centre": 1,
    }
    assert found["other_mode"].question == replace(question, mode=None)
    assert found["other_mode"].first.mode == "video"
    assert found["colleague"].first.counsellor_id == dorte.pk
    assert found["later"].question.from_date == MONDAY + timedelta(days=7)
    assert found["later"].first.start == at(MONDAY + timedelta(days=7), "13.00")
    assert found["other_centre"].first.centre_id == elsewhere.pk


def test_the_nearest_house_with_times_is_proposed(house):
    CentreFactory(latitude=house.latitude + 0.01)  # nobody works there
    near = CentreFactory(latitude=house.latitude + 0.1)
    far = CentreFactory(latitude=house.latitude + 0.5)
    bent_at(far, "9.00", "10.00")
    bent_at(near, "9.00", "10.00")
    found = opened(Question(centre=house, mode=Mode.PHONE, days=7))
    assert list(found) == ["other_centre"]
    assert found["other_centre"].question.centre == near


def test_what_the_question_finds_anyway_is_not_counted_as_opened(house):
    bent = bent_at(house, "9.00", "10.00", modes=[Mode.PHONE])
    question = Question(centre=house, counsellor=bent, mode=Mode.PHONE, days=60)
    assert offer_times(question=question, now=NOW).count > 0
    assert opened(question) == {}


def test_nothing_is_proposed_where_nothing_would_help(house):
    CounsellorFactory()
    assert relaxations(question=Question(centre=house, mode=Mode.PHONE), now=NOW) == []
