"""Who wished for it signs up first, for 48 hours; then everybody can."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine

from events.activities.domain import Planned, attest_activity, publish_activity
from events.activities.enums import Repeats
from events.signups.domain import (
    FORM,
    check_places,
    forget_past_sign_ups,
    give_up_place,
    join_again,
    open_first_seats,
    release_first_seats,
    reserve_first_seats,
)
from events.signups.domain.refusals import FirstSeatUsed, OthersFirst
from events.signups.models import FirstSeat, FirstSeats, Place, SignUp, SignupTerms
from jobcenter.shared.secrets import hash_of_link
from jobcenter.submissions.domain import mint_form_key
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW, WEEKLY, once, planned_activity
from tests.factories.signups import dates_with_places, signed_up
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
AMAL, CLARA = b"a" * 32, b"c" * 32
# NOW is a Tuesday at noon in Copenhagen.
TWO_DAYS = timedelta(hours=48)


def reserved(places: int | None = 2, planned: Planned = WEEKLY, **terms):
    """The first date of an activity that Amal and Clara wished for, open to them at NOW."""
    activity = planned_activity(planned, places=places)
    assert reserve_first_seats(activity=activity)
    SignupTerms.objects.create(activity=activity, most_together=2, **terms)
    actor = UserFactory()
    attest_activity(activity=activity, actor=actor, now=NOW)
    publish_activity(activity=activity, actor=actor, now=NOW)
    activity.refresh_from_db()
    return activity.dates.order_by("planned_at").first()


def opened(places: int | None = 2, **terms):
    one = reserved(places, **terms)
    assert open_first_seats(activity=one.activity, links=[AMAL, CLARA], now=NOW) == NOW + TWO_DAYS
    return one


def test_a_stranger_waits_for_48_hours_and_is_told_until_when():
    one = opened()
    with pytest.raises(OthersFirst) as refused:
        signed_up(one, "Erik", now=NOW + TWO_DAYS - timedelta(seconds=1))
    assert "3. september" in str(refused.value)
    assert not SignUp.objects.exists()

    assert signed_up(one, "Erik", now=NOW + TWO_DAYS).state == "taken"


def test_somebody_the_house_writes_down_waits_as_well():
    one = opened()
    with pytest.raises(OthersFirst):
        signed_up(one, "Erik", actor=UserFactory())


def test_who_wished_for_it_signs_up_at_once():
    one = opened()
    assert signed_up(one, first_seat=AMAL).state == "taken"
    assert FirstSeat.objects.get(link_hash=AMAL).sign_up.name == "Amal"


def test_nobody_signs_up_before_those_who_wished_were_told():
    one = reserved()
    with pytest.raises(OthersFirst):
        signed_up(one, "Erik")


def test_a_link_lets_one_sign_up_in():
    one = opened()
    signed_up(one, first_seat=AMAL)
    with pytest.raises(FirstSeatUsed):
        signed_up(one, "Erik", first_seat=AMAL)
    assert Place.objects.count() == 1


def test_a_first_seat_is_no_place_of_its_own_there_are_never_more():
    one = opened(places=1)
    assert signed_up(one, first_seat=AMAL).state == "taken"
    assert signed_up(one, "Clara", first_seat=CLARA).state == "waiting"
    assert check_places(now=NOW) == []


def test_who_gave_the_place_up_can_come_back_in_those_hours():
    amal = signed_up(opened(), first_seat=AMAL)
    give_up_place(place=amal, now=NOW)
    assert join_again(place=amal, now=NOW).state == "taken"


def test_a_whole_series_is_one_first_seat():
    one = opened(takes_whole_series=True)
    amal = signed_up(one, first_seat=AMAL, whole_series=True)
    assert amal.sign_up.places.count() == one.activity.dates.count()


def test_hours_that_begin_at_night_begin_in_the_morning():
    one = reserved()
    night = NOW.replace(hour=21)
    until = open_first_seats(activity=one.activity, links=[AMAL], now=night)
    assert until == (NOW + timedelta(days=3)).replace(hour=6)  # eight in Copenhagen


# --- A date that is near ------------------------------------------------------------------------
TOMORROW = date(2026, 9, 2)
# From now, Tuesday at noon, to tomorrow at seven in the evening are 31 hours.
HALF_WAY = timedelta(hours=15, minutes=30)


def weekly_from_tomorrow() -> Planned:
    return Planned(
        repeats=Repeats.WEEKLY, minute=19 * 60, minutes=90, weekdays=[3], first=TOMORROW,
        last=TOMORROW + timedelta(days=14),
    )  # fmt: skip


def near(planned: Planned | None = None, **terms):
    """The first date, tomorrow at seven in the evening, and until when Amal and Clara are first."""
    one = reserved(planned=planned or once(TOMORROW), **terms)
    return one, open_first_seats(activity=one.activity, links=[AMAL, CLARA], now=NOW)


def test_half_way_to_a_date_tomorrow_evening_everybody_can_sign_up():
    one, until = near()
    assert until == NOW + HALF_WAY
    with pytest.raises(OthersFirst) as refused:
        signed_up(one, "Erik", now=until - timedelta(seconds=1))
    assert "2. september" in str(refused.value)

    assert signed_up(one, first_seat=AMAL).state == "taken"
    assert signed_up(one, "Erik", now=until).state == "taken"


def test_a_near_date_opens_before_the_later_ones_and_all_of_them_with_the_last():
    one, until = near(weekly_from_tomorrow(), places=5, takes_whole_series=True)
    later = one.activity.dates.order_by("planned_at")[1]
    assert signed_up(one, "Erik", now=until).state == "taken"

    for wanted, more in ((later, {}), (one, {"whole_series": True})):
        with pytest.raises(OthersFirst):
            signed_up(wanted, "Dorte", now=until, **more)
    assert signed_up(one, "Dorte", now=NOW + TWO_DAYS - timedelta(days=1)).state == "taken"
    assert signed_up(later, "Bent", now=NOW + TWO_DAYS).state == "taken"


def test_a_course_opens_half_way_to_its_first_evening():
    one, until = near(weekly_from_tomorrow(), whole_series_only=True, takes_whole_series=True)
    last = one.activity.dates.order_by("planned_at")[2]
    with pytest.raises(OthersFirst):
        signed_up(last, "Erik", now=until - timedelta(seconds=1))

    assert signed_up(last, "Erik", now=until).sign_up.places.count() == 3


def test_nobody_is_kept_out_of_what_begins_before_those_who_wished_are_awake():
    one = reserved(planned=once(TOMORROW, minute=7 * 60 + 30))
    night = NOW.replace(hour=21)  # eleven in Copenhagen
    assert open_first_seats(activity=one.activity, links=[AMAL], now=night) is None
    assert signed_up(one, "Erik", now=night).state == "taken"


def test_opening_twice_makes_the_hours_no_longer_and_lets_in_who_came_later():
    one = opened()
    later = NOW + timedelta(hours=5)
    until = open_first_seats(activity=one.activity, links=[AMAL, b"e" * 32], now=later)
    assert until == NOW + TWO_DAYS
    assert FirstSeat.objects.count() == 3


def test_what_is_open_already_is_not_closed_again():
    one = dates_with_places(3)[0]
    assert not reserve_first_seats(activity=one.activity)
    assert open_first_seats(activity=one.activity, links=[AMAL], now=NOW) is None
    assert signed_up(one, "Erik").state == "taken"


def test_drop_in_needs_no_first_seats():
    activity = planned_activity()
    reserve_first_seats(activity=activity)
    assert open_first_seats(activity=activity, links=[AMAL], now=NOW) is None
    assert not FirstSeats.objects.exists()


def test_when_the_wish_is_gone_everybody_can_sign_up():
    one = reserved()
    release_first_seats(activity=one.activity)
    assert signed_up(one, "Erik").state == "taken"


def test_first_seats_are_forgotten_a_week_later():
    opened()
    forget_past_sign_ups(now=NOW + TWO_DAYS + timedelta(days=6))
    assert FirstSeat.objects.exists()
    forget_past_sign_ups(now=NOW + TWO_DAYS + timedelta(days=7))
    assert not FirstSeats.objects.exists()


def test_a_link_has_one_first_seat_on_an_activity():
    opened()
    with refused_by("one_first_seat_per_link_and_activity"):
        FirstSeat.objects.update(link_hash=AMAL)


@pytest.fixture
def at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_page_says_who_comes_first_and_until_when(client, at_that_time):
    html = client.get(f"/det-sker/{opened().public_id}/tilmeld/").content.decode()
    assert "har de første pladser" in html
    assert "torsdag den 3. september" in html
    assert 'name="email"' not in html


def test_the_page_of_a_near_date_says_from_when_everybody_can_sign_up(client, at_that_time):
    html = client.get(f"/det-sker/{near()[0].public_id}/tilmeld/").content.decode()
    said = r"Alle kan melde sig til fra <time[^>]*>onsdag den 2. september.*?3\.30"
    assert re.search(said, html)
    assert 'name="email"' not in html


def test_before_those_who_wished_were_told_the_page_promises_no_days(client, at_that_time):
    html = client.get(f"/det-sker/{reserved().public_id}/tilmeld/").content.decode()
    assert "Kig igen om lidt" in html
    assert "to dage" not in html


def test_the_page_behind_the_link_is_the_form_and_a_wrong_link_is_nothing(client, at_that_time):
    one = opened()
    FirstSeat.objects.filter(link_hash=AMAL).update(link_hash=hash_of_link("amals-link"))
    html = client.get(f"/foerste-plads/amals-link/{one.public_id}/").content.decode()
    assert "du må melde dig til først" in html
    assert 'name="email"' in html
    assert client.get(f"/foerste-plads/andres/{one.public_id}/").status_code == 404


def test_amal_signs_up_first_through_her_link(client, at_that_time):
    one = opened()
    FirstSeat.objects.filter(link_hash=AMAL).update(link_hash=hash_of_link("amals-link"))
    address = f"/foerste-plads/amals-link/{one.public_id}/"
    key = re.search(r'name="key" value="([^"]+)"', client.get(address).content.decode()).group(1)
    body = {"name": "Amal", "email": "amal@example.org", "key": key}
    assert "/min-plads/" in client.post(address, body)["Location"]
    body["key"] = mint_form_key(form=FORM)
    assert client.post(f"/det-sker/{one.public_id}/tilmeld/", body).status_code == 422
    assert Place.objects.get().state == "taken"
