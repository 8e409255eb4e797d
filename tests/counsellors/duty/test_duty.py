"""Who answers now: one row while it lasts, none afterwards, and nobody is shown who is gone."""

from __future__ import annotations

import pytest
from django.db import connection

from counsellors.duty.domain import (
    LEASE,
    NotYourHouse,
    duty_of,
    end_if_run_out,
    go_off_duty,
    go_on_duty,
    here_now,
    houses_with_somebody,
    languages_here,
    stay_on_duty,
)
from counsellors.models import Duty
from tests.counsellors.chat.story import MINUTE, NOW
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
LATER = NOW + LEASE


@pytest.fixture
def house():
    return CentreFactory(name="Åhuset")


@pytest.fixture
def bent(house):
    return CounsellorFactory(centres=[house], slug="bent")


def test_whoever_goes_on_duty_is_here_until_the_lease_runs_out(house, bent):
    go_on_duty(counsellor=bent, centre=house, now=NOW)

    assert here_now(centre=house, now=LATER - MINUTE / 60) == [bent]
    assert here_now(centre=house, now=LATER) == []
    assert houses_with_somebody(now=NOW) == [house]
    assert houses_with_somebody(now=LATER) == []


def test_open_page_keeps_the_duty_and_a_closed_one_does_not(house, bent):
    go_on_duty(counsellor=bent, centre=house, now=NOW)

    assert stay_on_duty(counsellor=bent, now=NOW + MINUTE)
    assert here_now(centre=house, now=LATER) == [bent]
    # A duty that has run out does not come back by itself, whether it was cleared or not.
    assert not stay_on_duty(counsellor=bent, now=LATER + MINUTE)
    assert duty_of(counsellor=bent, now=LATER + MINUTE) is None


def test_nothing_is_left_of_a_duty_that_ended(house, bent):
    go_on_duty(counsellor=bent, centre=house, now=NOW)

    assert go_off_duty(counsellor=bent, now=NOW + MINUTE)
    assert not Duty.objects.exists()
    assert not go_off_duty(counsellor=bent, now=NOW + MINUTE)


def test_duty_in_another_house_ends_the_one_before(house, bent):
    other = CentreFactory()
    bent.centres.add(other)
    go_on_duty(counsellor=bent, centre=house, now=NOW)
    go_on_duty(counsellor=bent, centre=other, now=NOW + MINUTE)

    assert here_now(centre=house, now=NOW + MINUTE) == []
    assert here_now(centre=other, now=NOW + MINUTE) == [bent]
    assert Duty.objects.get().since == NOW + MINUTE


@pytest.mark.parametrize("why", ["a house of others", "not active"])
def test_only_those_who_work_there_answer_for_a_house(house, bent, why):
    if why == "not active":
        bent.is_active = False
        bent.save()
    else:
        bent.centres.clear()

    with pytest.raises(NotYourHouse):
        go_on_duty(counsellor=bent, centre=house, now=NOW)
    assert not Duty.objects.exists()


def test_whoever_stops_working_here_is_not_shown(house, bent):
    go_on_duty(counsellor=bent, centre=house, now=NOW)
    bent.is_active = False
    bent.save()

    assert here_now(centre=house, now=NOW) == []
    assert languages_here(now=NOW) == {}


def test_duty_that_was_renewed_is_not_ended(house, bent):
    duty = go_on_duty(counsellor=bent, centre=house, now=NOW)
    stay_on_duty(counsellor=bent, now=NOW + MINUTE)

    assert not end_if_run_out(duty=duty, now=LATER)
    assert end_if_run_out(duty=duty, now=LATER + MINUTE)
    assert not end_if_run_out(duty=duty, now=LATER + MINUTE)


def test_people_and_houses_stand_in_danish_order(house, bent):
    aase = CounsellorFactory(centres=[house], slug="aase", first_name="Åse")
    east = CentreFactory(name="Østhuset")
    for who, where in ((aase, house), (bent, house), (CounsellorFactory(centres=[east]), east)):
        go_on_duty(counsellor=who, centre=where, now=NOW)

    assert here_now(centre=house, now=NOW) == [bent, aase]
    assert houses_with_somebody(now=NOW) == [east, house]


def test_languages_are_those_of_whoever_is_here(house, bent):
    zofia = CounsellorFactory(centres=[house], languages=["pl", "en"])
    go_on_duty(counsellor=bent, centre=house, now=NOW)
    go_on_duty(counsellor=zofia, centre=house, now=NOW)

    assert languages_here(now=NOW) == {house.pk: {"da", "pl", "en"}}


@pytest.mark.parametrize("people", [1, 5])
def test_asking_who_is_here_costs_the_same_for_one_and_for_many(
    house, people, django_assert_num_queries
):
    for _ in range(people):
        go_on_duty(counsellor=CounsellorFactory(centres=[house]), centre=house, now=NOW)

    with django_assert_num_queries(1):
        assert len(here_now(centre=house, now=NOW)) == people
    with django_assert_num_queries(3):
        houses_with_somebody(now=NOW)


def test_one_house_at_a_time_for_whoever_is_on_duty(house, bent):
    go_on_duty(counsellor=bent, centre=house, now=NOW)

    with refused_by("one_house_at_a_time_for_whoever_is_on_duty"):
        Duty.objects.create(counsellor=bent, centre=house, since=NOW, lease_until=LATER)


def test_a_duty_ends_after_it_began(house, bent):
    with refused_by("a_duty_ends_after_it_began"):
        Duty.objects.create(counsellor=bent, centre=house, since=NOW, lease_until=NOW)


def test_no_table_keeps_who_was_on_duty_before():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)

    assert [name for name in tables if "duty" in name] == ["counsellors_duty"]
