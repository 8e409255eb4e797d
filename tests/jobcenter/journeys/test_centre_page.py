"""The page of one house, for a visitor, its editor and an editor from elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from jobcenter.centres.models import Centre, OpeningException
from tests.doors import enter_as_staff
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.jobcenter.journeys.houses import (
    MONDAY_AT_TEN,
    complete_house,
    counsellor_at,
    editor_of,
    headings_of,
    words_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_at_ten():
    with time_machine.travel(MONDAY_AT_TEN, tick=False):
        yield


def page_of(client, house: Centre):
    return client.get(f"/en/huse/{house.slug}/")


def test_visitor_sees_every_way_to_reach_the_house(client):
    house = complete_house(name="Havnehuset", street="Kajen 4")
    response = page_of(client, house)
    words, html = words_of(response), response.content.decode()
    assert "Kajen 4" in words
    assert "Open now until 16:00" in words
    assert "Answers now until 16:00" in words
    assert "Chat See who is here now" in words
    for link in ("tel:+4586120000", "tel:+4570200000", "mailto:hus@example.org", "geo:56.156,"):
        assert f'href="{link}' in html
    assert f'href="/en/book/?hus={house.slug}"' in html


def test_visitor_sees_the_first_free_time_when_somebody_is_free(client):
    house = complete_house()
    assert "First free time: Tuesday 8 December, 09:00–09:45" in words_of(page_of(client, house))


def test_visitor_hears_that_nothing_is_free_when_nobody_has_hours(client):
    house = complete_house(counsellors=0)
    CounsellorFactory(centres=[house])
    assert "No free time in the next two weeks" in words_of(page_of(client, house))


def test_people_topics_and_partners_stand_in_danish_order(client):
    house = complete_house(counsellors=0, partners=0)
    for first, last in (("Åse", "Dam"), ("Ærlig", "Bo"), ("Amir", "Zaki")):
        counsellor_at(house, first_name=first, last_name=last)
    html = page_of(client, house).content.decode()
    places = [html.index(f"{name}</a>") for name in ("Amir Zaki", "Ærlig Bo", "Åse Dam")]
    assert places == sorted(places)
    topics = headings_of(page_of(client, house), 3)[1:9]
    assert topics[0] == "Change track"
    assert topics == sorted(topics)


def test_counsellor_is_not_shown_when_no_longer_meeting_people(client):
    house = complete_house()
    CounsellorFactory(centres=[house], first_name="Clara", is_active=False)
    assert "Clara" not in words_of(page_of(client, house))


def test_days_that_differ_are_told_with_their_reason(client):
    house = complete_house()
    OpeningException.objects.create(
        centre=house, on_date=date(2026, 12, 18), note_en="We are moving"
    )
    words = words_of(page_of(client, house))
    assert "Friday 18 December : Closed, We are moving" in words
    assert "Friday 25 December : Closed, Christmas Day" in words


def test_invented_house_says_so(client):
    real, invented = complete_house(), complete_house(is_invented=True)
    assert "This house is invented" not in words_of(page_of(client, real))
    assert "This house is invented" in words_of(page_of(client, invented))


def test_missing_and_not_yet_public_look_the_same_to_a_visitor(client):
    hidden = CentreFactory(is_published=False)
    answers = [page_of(client, hidden), client.get("/en/huse/findes-ikke/")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert words_of(answers[0]) == words_of(answers[1])


def test_editor_sees_what_visitors_miss_and_a_visitor_does_not(client):
    house = complete_house(email="")
    assert "Visitors miss this" not in words_of(page_of(client, house))
    enter_as_staff(client, editor_of(house))
    words = words_of(page_of(client, house))
    assert "Visitors miss this Write a mail address" in words


def test_editor_of_another_house_sees_no_panel(client):
    house = complete_house(email="")
    enter_as_staff(client, editor_of(CentreFactory()))
    assert "Visitors miss this" not in words_of(page_of(client, house))


def test_editor_without_a_second_factor_sees_no_panel(client):
    house = complete_house(email="")
    client.force_login(editor_of(house))
    assert "Visitors miss this" not in words_of(page_of(client, house))


def test_editor_sees_the_own_house_before_it_is_public(client):
    house = complete_house(is_published=False)
    enter_as_staff(client, editor_of(house))
    assert "This page is not public yet" in words_of(page_of(client, house))


def test_house_with_nothing_but_a_name_still_has_a_page(client):
    bare = CentreFactory(street="", email="", phone="", name="Tomhuset", has_hotline=False)
    response = page_of(client, bare)
    assert response.status_code == 200
    assert "Call before you come" in words_of(response)


QUERIES = 12


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_twelve_queries_whatever_the_house_holds(
    client, rows, django_assert_num_queries
):
    house = complete_house(counsellors=rows, rooms=rows, partners=rows)
    with django_assert_num_queries(QUERIES):
        page_of(client, house)


def test_page_costs_no_more_when_nobody_is_free(client, django_assert_max_num_queries):
    house = complete_house(counsellors=0)
    CounsellorFactory(centres=[house])
    with django_assert_max_num_queries(QUERIES):
        page_of(client, house)
