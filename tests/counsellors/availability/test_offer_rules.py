"""Each rule's story: what is on offer with Bent on one Monday, and what the rule takes away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from counsellors.availability.domain.offers import Question, offer_times
from counsellors.availability.enums import Mode
from jobcenter.centres.models import OpeningException
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory

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
    starts,
)

pytestmark = pytest.mark.django_db
PHONE = {"mode": Mode.PHONE}
QUARTERS_9_TO_12 = [
    "9.00", "9.15", "9.30", "9.45", "10.00", "10.15", "10.30", "10.45", "11.00", "11.15",
]  # fmt: skip


@pytest.fixture
def house():
    return CentreFactory()


def test_times_lie_on_the_grid_inside_the_working_hours(house):
    bent_at(house)
    assert starts(**PHONE) == QUARTERS_9_TO_12
    assert starts(TUESDAY, **PHONE) == []


def test_the_grid_is_that_of_the_wall_clock_when_work_begins_beside_it():
    house = CentreFactory(grid_minutes=20)
    bent_at(house, "9.05", "11.00")
    assert starts(**PHONE) == ["9.20", "9.40", "10.00"]


def test_a_conversation_lies_inside_one_stretch_when_two_meet(house):
    bent = bent_at(house, "9.00", "10.00")
    bent_at(house, "10.00", "11.00", counsellor=bent)
    assert starts(**PHONE) == ["9.00", "9.15", "10.00", "10.15"]


@pytest.mark.parametrize(
    ("question", "length"),
    [({}, 45), ({"minutes": 60}, 60), ({"needs": {"short_talk"}}, 20), ({"minutes": 15}, 15)],
)
def test_the_topic_gives_the_length_unless_a_short_talk_is_needed(house, question, length):
    topic = TopicFactory(slug="havearbejde", minutes=question.pop("minutes", 45))
    bent_at(house, topics=[topic])
    needs = frozenset(question.get("needs", ()))
    asked = Question(topic=topic, needs=needs, mode=Mode.PHONE, from_date=MONDAY, days=1)
    times = offer_times(question=asked, now=NOW).days[0].times
    assert {time.end - time.start for time in times} == {timedelta(minutes=length)}
    assert times[-1].end <= at(MONDAY, "12.00")
    assert len(times) == (180 - length) // 15 + 1


def test_hours_hold_only_while_they_are_valid(house):
    bent_at(house, valid_on=DateRange(date(2026, 11, 1), TUESDAY))
    next_monday = MONDAY + timedelta(days=7)
    assert starts(MONDAY, **PHONE) == QUARTERS_9_TO_12
    assert starts(next_monday, **PHONE) == []
    assert starts(MONDAY, days=8, **PHONE) == QUARTERS_9_TO_12
    bent_at(house, "13.00", "14.00", valid_on=DateRange(TUESDAY, None))
    assert starts(MONDAY, days=8, **PHONE) == [*QUARTERS_9_TO_12, "13.00", "13.15"]


def test_a_special_day_replaces_the_weekly_hours(house):
    bent = bent_at(house)
    special_day(bent, house, MONDAY, "14.00", "15.00")
    special_day(bent, house, TUESDAY, "9.00", "10.00")
    assert starts(MONDAY, **PHONE) == ["14.00", "14.15"]
    assert starts(TUESDAY, **PHONE) == ["9.00", "9.15"]
    assert starts(MONDAY + timedelta(days=7), **PHONE) == QUARTERS_9_TO_12


def test_a_special_day_changes_no_other_day_of_the_same_search(house):
    bent = bent_at(house)
    special_day(bent, house, MONDAY + timedelta(days=7), "14.00", "15.00")
    assert starts(days=15, **PHONE) == [*QUARTERS_9_TO_12, "14.00", "14.15", *QUARTERS_9_TO_12]


def test_a_special_day_without_hours_is_a_day_off_whatever_else_it_says(house):
    bent = bent_at(house)
    special_day(bent, house, MONDAY)
    special_day(bent, house, MONDAY, "14.00", "15.00")
    assert starts(**PHONE) == []


def test_a_special_day_elsewhere_empties_the_day_here(house):
    elsewhere = CentreFactory()
    bent = bent_at(house)
    special_day(bent, elsewhere, MONDAY, "13.00", "14.00")
    assert starts(centre=house, **PHONE) == []
    assert starts(centre=elsewhere, **PHONE) == ["13.00", "13.15"]


def test_a_special_day_in_a_house_that_is_not_public_empties_the_day_here(house):
    bent = bent_at(house)
    special_day(bent, CentreFactory(is_published=False), MONDAY, "13.00", "14.00")
    assert starts(**PHONE) == []


def test_one_counsellor_works_in_two_houses(house):
    harbour = CentreFactory()
    bent = bent_at(house, "9.00", "10.00")
    bent_at(harbour, "13.00", "14.00", counsellor=bent)
    booked(bent, house, MONDAY, "13.00", "13.15")
    assert starts(centre=house, **PHONE) == ["9.00", "9.15"]
    assert starts(centre=harbour, **PHONE) == ["13.15"]
    assert starts(**PHONE) == ["9.00", "9.15", "13.15"]


def test_nothing_is_offered_in_a_house_that_is_not_public():
    bent_at(CentreFactory(is_published=False))
    assert starts(**PHONE) == []


def test_nothing_is_offered_with_somebody_who_no_longer_meets_people(house):
    bent_at(house, is_active=False)
    assert starts(**PHONE) == []


def test_only_counsellors_who_know_the_topic_and_the_language_are_offered(house):
    health = TopicFactory(slug="havearbejde")
    bent_at(house, topics=[health], languages=["da", "ar"])
    bent_at(house, "13.00", "14.00", languages=["da"])
    assert starts(topic=health, **PHONE) == QUARTERS_9_TO_12
    assert starts(language="ar", **PHONE) == QUARTERS_9_TO_12
    assert starts(language="so", **PHONE) == []


def test_each_way_to_meet_is_offered_where_the_hours_allow_it(house):
    RoomFactory(centre=house)
    bent_at(house, "9.00", "10.00", modes=[Mode.WALK, Mode.PHONE])
    asked = Question(from_date=MONDAY, days=1)
    times = offer_times(question=asked, now=NOW).days[0].times
    assert [(clock(time.start), time.mode) for time in times] == [
        ("9.00", "phone"), ("9.00", "walk"), ("9.15", "phone"), ("9.15", "walk"),
    ]  # fmt: skip
    assert starts(mode=Mode.VIDEO) == []


def test_absences_and_busy_times_are_not_offered(house):
    bent = bent_at(house)
    away(bent, MONDAY, "9.00", "10.00")
    busy(bent, at(MONDAY, "11.00"), at(MONDAY, "12.30"))
    assert starts(**PHONE) == ["10.00", "10.15"]


def test_a_second_of_busy_time_takes_its_minute(house):
    bent = bent_at(house, "9.00", "10.00")
    busy(bent, at(MONDAY, "9.45"), at(MONDAY, "9.45") + timedelta(seconds=1))
    assert starts(**PHONE) == ["9.00"]
    busy(bent, at(MONDAY, "9.00") - timedelta(hours=1), at(MONDAY, "9.00") + timedelta(seconds=1))
    assert starts(**PHONE) == []


def test_busy_time_that_begins_within_a_minute_takes_that_minute(house):
    bent = bent_at(house)
    busy(bent, at(MONDAY, "10.59") + timedelta(seconds=59), at(MONDAY, "11.00"))
    assert "10.00" in starts(**PHONE)
    assert "10.15" not in starts(**PHONE)


def test_a_booked_conversation_is_not_offered_again_until_it_is_cancelled(house):
    bent = bent_at(house, "9.00", "11.00")
    conversation = booked(bent, house, MONDAY, "9.30", "10.15")
    assert starts(**PHONE) == ["10.15"]
    conversation.status, conversation.cancelled_at = "cancelled", NOW
    conversation.save()
    assert starts(**PHONE) == ["9.00", "9.15", "9.30", "9.45", "10.00", "10.15"]


def test_buffers_before_and_after_are_kept_separately(house):
    bent = bent_at(house, buffer_before_minutes=15, buffer_after_minutes=30)
    busy(bent, at(MONDAY, "10.00"), at(MONDAY, "10.05"))
    # Ends at 9.30 at the latest (30 minutes after), begins at 10.20 at the earliest (15 before).
    assert starts(**PHONE) == ["10.30", "10.45", "11.00", "11.15"]
    assert starts(needs=frozenset({"short_talk"}), **PHONE)[:2] == ["9.00", "10.30"]


def test_buffers_may_reach_beyond_the_working_hours_but_not_into_what_is_taken(house):
    bent = bent_at(house, "9.00", "10.00", buffer_before_minutes=15, buffer_after_minutes=15)
    assert starts(**PHONE) == ["9.00", "9.15"]
    away(bent, MONDAY, "8.00", "8.50")
    assert starts(**PHONE) == ["9.15"]
    away(bent, MONDAY, "10.10", "11.00")
    assert starts(**PHONE) == []


def test_both_conversations_keep_their_own_buffers(house):
    bent = bent_at(house, "9.00", "11.30", buffer_after_minutes=10)
    conversation = booked(bent, house, MONDAY, "9.00", "9.45")
    conversation.occupies = type(conversation.occupies)(
        conversation.during.lower, conversation.during.upper + timedelta(minutes=30)
    )
    conversation.save()
    assert starts(**PHONE) == ["10.15", "10.30", "10.45"]


def test_each_keeps_their_own_buffer_around_what_several_have_at_once(house):
    for before in (0, 30, 60):
        bent = bent_at(house, "9.00", "11.15", buffer_before_minutes=before)
        busy(bent, at(MONDAY, "9.00"), at(MONDAY, "9.30"))
    one, two, three = ["9.30", "9.45"], ["10.00", "10.15"], ["10.30"]
    assert starts(**PHONE) == [*one, *(start for start in two for _ in range(2)), *three * 3]


def test_buffers_look_across_midnight(house):
    bent = bent_at(house, "0.00", "1.00", buffer_before_minutes=60)
    busy(bent, at(MONDAY, "0.00") - timedelta(minutes=50), at(MONDAY, "0.00"))
    assert starts(**PHONE) == []


def test_time_to_prepare_is_kept(house):
    house.minimum_notice_minutes = 90
    house.save()
    bent_at(house)
    assert starts(now=at(MONDAY, "8.30"), **PHONE)[0] == "10.00"
    half_a_minute_later = at(MONDAY, "8.30") + timedelta(seconds=30)
    assert starts(now=half_a_minute_later, **PHONE)[0] == "10.15"


def test_a_conversation_that_begins_this_minute_is_too_late_to_book(house):
    bent_at(house)
    assert starts(now=at(MONDAY, "9.00"), **PHONE)[0] == "9.15"
    assert starts(now=at(MONDAY, "8.59"), **PHONE)[0] == "9.00"


def test_the_horizon_counts_days_from_today(house):
    house.horizon_days = 10
    house.save()
    bent_at(house)
    last = MONDAY + timedelta(days=7)
    assert starts(last, now=at(last - timedelta(days=10), "23.59"), **PHONE) == QUARTERS_9_TO_12
    assert starts(last, now=at(last - timedelta(days=11), "23.59"), **PHONE) == []


def test_public_holidays_close_the_house_unless_it_stays_open():
    second_day_of_easter = date(2027, 3, 29)
    for stays_open, expected in ((False, []), (True, ["9.00", "9.15"])):
        house = CentreFactory(closed_on_holidays=not stays_open, horizon_days=366)
        bent_at(house, "9.00", "10.00")
        assert starts(second_day_of_easter, centre=house, **PHONE) == expected


def test_a_closing_day_closes_the_house_for_every_way_to_meet(house):
    RoomFactory(centre=house)
    bent_at(house)
    OpeningException.objects.create(centre=house, on_date=MONDAY)
    assert starts() == []


def test_a_day_with_other_hours_narrows_visits_but_not_the_phone(house):
    RoomFactory(centre=house)
    bent_at(house, modes=[Mode.IN_PERSON, Mode.PHONE, Mode.WALK])
    OpeningException.objects.create(centre=house, on_date=MONDAY, minutes=minutes("10.00", "11.00"))
    assert starts(mode=Mode.IN_PERSON) == ["10.00", "10.15"]
    assert starts(mode=Mode.WALK) == ["10.00", "10.15"]
    assert starts(mode=Mode.PHONE) == QUARTERS_9_TO_12


def test_a_day_with_other_hours_is_open_even_on_a_public_holiday():
    second_day_of_easter = date(2027, 3, 29)
    house = CentreFactory(horizon_days=366)
    bent_at(house, "9.00", "10.00")
    OpeningException.objects.create(
        centre=house, on_date=second_day_of_easter, minutes=minutes("9.00", "12.00")
    )
    assert starts(second_day_of_easter, **PHONE) == ["9.00", "9.15"]


def test_a_visit_needs_a_room_and_the_time_names_the_free_ones(house):
    bent = bent_at(house, "9.00", "10.00")
    assert starts(mode=Mode.IN_PERSON) == []
    small, large = RoomFactory(centre=house), RoomFactory(centre=house)
    RoomFactory(centre=house, is_bookable=False)
    RoomFactory()  # in another house
    dorte = bent_at(house, "15.00", "16.00")
    booked(dorte, house, MONDAY, "8.30", "9.15", mode=Mode.IN_PERSON, room=small)
    asked = Question(mode=Mode.IN_PERSON, counsellor=bent, from_date=MONDAY, days=1)
    times = offer_times(question=asked, now=NOW).days[0].times
    assert [(clock(time.start), time.room_ids) for time in times] == [
        ("9.00", (large.pk,)),
        ("9.15", (small.pk, large.pk)),
    ]
    booked(dorte, house, MONDAY, "9.15", "10.15", mode=Mode.IN_PERSON, room=large)
    assert starts(mode=Mode.IN_PERSON, counsellor=bent) == ["9.15"]
    assert starts(mode=Mode.PHONE, counsellor=bent) == ["9.00", "9.15"]


def test_needs_narrow_the_rooms(house):
    bent_at(house, "9.00", "10.00")
    RoomFactory(centre=house, is_step_free=True, is_quiet=False)
    RoomFactory(centre=house, is_step_free=False, is_quiet=True)
    for needs in ({"step_free"}, {"quiet_room"}, {"companion", "interpreter"}):
        assert starts(mode=Mode.IN_PERSON, needs=frozenset(needs)) == ["9.00", "9.15"]
    both = frozenset({"step_free", "quiet_room"})
    assert starts(mode=Mode.IN_PERSON, needs=both) == []
    assert starts(mode=Mode.PHONE, needs=both) == ["9.00", "9.15"]


def test_a_part_of_the_day_is_that_of_the_wall_clock(house):
    bent_at(house, "11.00", "17.00")
    assert starts(part_of_day="morning", **PHONE) == ["11.00", "11.15", "11.30", "11.45"]
    assert starts(part_of_day="afternoon", **PHONE)[0] == "12.00"
    assert starts(part_of_day="afternoon", **PHONE)[-1] == "15.45"
    assert starts(part_of_day="evening", **PHONE) == ["16.00", "16.15"]


def test_days_are_local_dates(house):
    bent_at(house, "0.00", "1.00")
    asked = Question(mode=Mode.PHONE, from_date=MONDAY, days=1)
    day = offer_times(question=asked, now=NOW).days[0]
    assert day.date == MONDAY
    assert day.times[0].start == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


def test_the_own_counsellor_comes_first_and_others_by_time_and_name(house):
    aase = bent_at(house, "9.00", "10.00", first_name="Åse")
    aabye = bent_at(house, "9.00", "10.00", first_name="Aage")
    zenia = bent_at(house, "9.00", "10.00", first_name="Zenia")
    dorte = bent_at(house, "9.00", "10.00", first_name="Dorte")
    asked = Question(own_counsellor=aase, mode=Mode.PHONE, from_date=MONDAY, days=1)
    times = offer_times(question=asked, now=NOW).days[0].times
    assert [time.counsellor_id for time in times] == [
        aase.pk, aase.pk,
        dorte.pk, zenia.pk, aabye.pk,
        dorte.pk, zenia.pk, aabye.pk,
    ]  # fmt: skip


def test_a_search_begins_today_when_its_date_has_passed(house):
    bent_at(house)
    asked = Question(mode=Mode.PHONE, from_date=date(2020, 1, 1), days=4)
    assert [day.date for day in offer_times(question=asked, now=NOW).days] == [MONDAY]
