"""The front page: the promise in plain words, and the ways in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from jobcenter.journeys.domain.people import faces_of_the_day
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.jobcenter.journeys.houses import complete_house, counsellor_at, words_of

pytestmark = pytest.mark.django_db


def test_front_page_says_that_nothing_is_registered_or_reported(client):
    words = words_of(client.get("/en/"))
    assert "we register nothing about availability" in words
    assert "we report nothing" in words


def test_front_page_says_that_duties_elsewhere_still_hold(client):
    assert "the duties still hold" in words_of(client.get("/en/"))


def test_front_page_leads_to_booking_houses_and_humans(client):
    html = client.get(reverse("front")).content.decode()
    for name in ("conversations:start", "find_centre", "human"):
        assert f'"{reverse(name)}"' in html
    assert 'href="tel:+4570200000"' in html
    assert f'action="{reverse("find_centre")}"' in html


def test_front_page_leads_to_each_topic_in_alphabetical_order(client):
    html = client.get(reverse("front")).content.decode()
    places = [html.index(f"?emne={slug}") for slug in ("frivillig", "job", "sundhed", "uddannelse")]
    assert places == sorted(places)


def test_front_page_costs_three_queries_whatever_the_number_of_counsellors(
    client, django_assert_num_queries
):
    house = complete_house()
    client.get(reverse("front"))
    with django_assert_num_queries(3):
        client.get(reverse("front"))
    for _number in range(8):
        counsellor_at(house)
    with django_assert_num_queries(3):
        client.get(reverse("front"))


def test_every_counsellor_greets_on_equally_many_days():
    house = CentreFactory()
    everybody = [CounsellorFactory(centres=[house]) for _number in range(7)]
    days = {counsellor.slug: 0 for counsellor in everybody}
    for step in range(7):
        for counsellor in faces_of_the_day(today=date(2026, 12, 7) + timedelta(days=step), count=3):
            days[counsellor.slug] += 1
    assert set(days.values()) == {3}


def test_nobody_greets_who_meets_no_people():
    house = CentreFactory()
    CounsellorFactory(centres=[house], is_active=False)
    CounsellorFactory(centres=[CentreFactory(is_published=False)])
    assert faces_of_the_day(today=date(2026, 12, 7)) == []


def test_language_links_stay_on_the_same_page(client):
    html = client.get(reverse("find_centre"), {"sted": "8000"}).content.decode()
    assert 'href="/en/huse/?sted=8000"' in html
    with override("en"):
        assert reverse("find_centre") == "/en/huse/"
