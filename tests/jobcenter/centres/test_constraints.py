"""What the tables of houses refuse, whoever writes."""

from __future__ import annotations

from datetime import date

import pytest

from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import OpeningException, Partner
from tests.factories.centres import (
    CentreFactory,
    OpeningHoursFactory,
    PartnerFactory,
    RoomFactory,
    TopicFactory,
)
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("minutes", [9, 181])
def test_topic_is_refused_when_its_conversation_is_too_short_or_too_long(minutes):
    with refused_by("conversation_length_is_between_10_and_180_minutes"):
        TopicFactory(slug="kort", minutes=minutes)


def test_centre_is_refused_when_its_start_grid_does_not_divide_the_hour():
    with refused_by("start_grid_divides_the_hour"):
        CentreFactory(grid_minutes=25)


@pytest.mark.parametrize("days", [0, 367])
def test_centre_is_refused_when_its_horizon_is_nothing_or_endless(days):
    with refused_by("horizon_is_between_one_day_and_a_year"):
        CentreFactory(horizon_days=days)


def test_two_rooms_of_one_centre_cannot_have_the_same_name():
    room = RoomFactory(name="Lyset")

    with refused_by("room_names_differ_within_a_centre"):
        RoomFactory(centre=room.centre, name="Lyset")
    RoomFactory(name="Lyset")


@pytest.mark.parametrize("said", [{"bus": "2A til Skolebakken, 200 m"}, {"has_calm_light": True}])
def test_bus_and_light_of_a_room_are_refused_when_nobody_has_looked(said):
    with refused_by("what_is_said_of_bus_and_light_was_checked"):
        RoomFactory(**said)
    RoomFactory(facts_checked_on=date(2026, 11, 2), **said)


def test_hours_of_one_kind_cannot_overlap_but_of_two_kinds_can():
    monday = OpeningHoursFactory(minutes=(540, 720))

    with refused_by("opening_hours_of_a_kind_do_not_overlap"):
        OpeningHoursFactory(centre=monday.centre, minutes=(700, 800))
    OpeningHoursFactory(centre=monday.centre, minutes=(720, 800))
    OpeningHoursFactory(centre=monday.centre, minutes=(700, 800), kind=HoursKind.PHONE)


@pytest.mark.parametrize("minutes", [(1200, 1500), (-60, 60)])
def test_hours_are_refused_outside_the_day(minutes):
    with refused_by("opening_hours_lie_within_one_day"):
        OpeningHoursFactory(minutes=minutes)


@pytest.mark.parametrize("weekday", [0, 8])
def test_hours_are_refused_on_a_weekday_that_does_not_exist(weekday):
    with refused_by("opening_weekday_is_iso"):
        OpeningHoursFactory(weekday=weekday)


def test_one_date_has_one_exception():
    centre = CentreFactory()
    OpeningException.objects.create(centre=centre, on_date=date(2026, 12, 24))

    with refused_by("one_exception_per_centre_and_date"):
        OpeningException.objects.create(centre=centre, on_date=date(2026, 12, 24))


def test_exception_is_refused_when_its_hours_leave_the_day():
    with refused_by("exception_hours_lie_within_one_day"):
        OpeningException.objects.create(
            centre=CentreFactory(), on_date=date(2026, 12, 24), minutes=(600, 1600)
        )


def test_partner_without_a_person_to_ask_for_is_refused():
    with refused_by("every_partner_has_a_contact_person"):
        PartnerFactory(contact_person="")
    assert not Partner.objects.exists()
