"""The nightly look at what the lock and the clockwork promise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.activities.models import ActivityDate
from events.signups.domain import check_places, give_up_place, settle_dates
from events.signups.models import Place
from tests.factories.events import NOW
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return [trouble.what for trouble in check_places(now=NOW)]


@pytest.fixture
def full_with_a_line():
    one = dates_with_places(1)[0]
    signed_up(one)
    signed_up(one, "Clara")
    return one


def test_nothing_is_found_while_a_place_is_taken_given_up_and_offered(full_with_a_line):
    assert found() == []
    give_up_place(place=Place.objects.filter(date=full_with_a_line).first(), now=NOW)
    assert Place.objects.get(sign_up__name="Clara").state == "offered"
    assert found() == []


def test_date_that_only_says_it_is_full_is_found_and_one_that_does_not_say_so(full_with_a_line):
    Place.objects.filter(sign_up__name="Clara").delete()
    ActivityDate.objects.filter(pk=full_with_a_line.pk).update(is_full=False)
    assert found() == ["full, and nobody is told"]

    ActivityDate.objects.filter(pk=full_with_a_line.pk).update(is_full=True, own_places=2)
    assert found() == ["said to be full, and it is not"]


def test_line_that_stands_although_there_is_room_is_found(full_with_a_line):
    Place.objects.filter(sign_up__name="Amal").update(state="given_up")
    assert "somebody waits who would fit into what is free" in found()
    settle_dates(now=NOW)
    assert found() == []


def test_offer_that_can_be_answered_after_it_began_is_found(full_with_a_line):
    late = full_with_a_line.starts_at + timedelta(hours=1)
    Place.objects.filter(sign_up__name="Amal").update(state="given_up")
    Place.objects.filter(sign_up__name="Clara").update(state="offered", offer_until=late)
    assert found() == ["an offer may be answered too late to come"]


def test_looking_costs_the_same_for_one_date_and_for_many():
    counts = []
    for _round in range(2):
        for _date in range(3):
            one = dates_with_places(1)[0]
            signed_up(one)
            signed_up(one, "Clara")
        with CaptureQueriesContext(connection) as queries:
            check_places(now=NOW)
        counts.append(len(queries))
    assert counts == [3, 3]
