"""Pages that are mostly words, and the short address the law asks for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jobcenter.journeys.retention import policy
from tests.factories.centres import CentreFactory
from tests.jobcenter.journeys.houses import (
    complete_house,
    headings_of,
    words_of,
)

pytestmark = pytest.mark.django_db


def test_privacy_page_prints_the_whole_retention_policy(client):
    words = words_of(client.get(reverse("privacy")))
    lines = policy()
    assert len(lines) > 3
    for line in lines:
        assert line.what in words
        assert line.until in words


def test_privacy_page_names_what_is_never_written_down(client):
    words = words_of(client.get("/en/privatliv/"))
    for never in ("CPR number", "stand ready to take a job", "Why you cancelled"):
        assert never in words


def test_about_page_never_says_that_duties_are_gone(client):
    words = words_of(client.get("/en/om/"))
    assert "they still hold" in words
    assert "We report to nobody" in words


def test_short_address_leads_to_our_own_statement_when_none_is_set(client, settings):
    settings.ACCESSIBILITY_STATEMENT_URL = ""
    response = client.get("/was")
    assert (response.status_code, response["Location"]) == (302, reverse("accessibility"))


def test_short_address_leads_to_the_statement_of_the_state_tool_when_it_is_set(client, settings):
    settings.ACCESSIBILITY_STATEMENT_URL = "https://was.example/house"
    response = client.get("/was")
    assert (response.status_code, response["Location"]) == (302, "https://was.example/house")


def test_statement_gives_a_phone_and_a_way_to_write(client):
    html = client.get(reverse("accessibility")).content.decode()
    assert 'href="tel:+4570200000"' in html
    assert f'href="{reverse("human")}"' in html


@pytest.mark.parametrize("name", ["about", "privacy", "accessibility"])
def test_page_costs_no_query_when_nobody_is_logged_in(client, name, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse(name))


def test_human_page_has_phone_mail_walk_in_and_booking_of_each_house(client):
    house = complete_house(name="Havnehuset")
    response = client.get("/en/tal-med-et-menneske/")
    words, html = words_of(response), response.content.decode()
    for link in ("tel:+4570200000", "tel:+4586120000", "mailto:hus@example.org"):
        assert f'href="{link}"' in html
    assert "Without an appointment:" in words
    assert f"/huse/{house.slug}/" in html


def test_human_page_shows_the_nearest_house_first_when_a_place_is_asked_for(client):
    CentreFactory(name="Anker", latitude=55.4, longitude=10.4)
    CentreFactory(name="Zenit", latitude=56.16, longitude=10.2)
    response = client.get(reverse("human"), {"sted": "8000"})
    assert headings_of(response, 3) == ["Zenit", "Anker"]


def test_human_page_keeps_the_words_when_the_place_is_unknown(client):
    response = client.get(reverse("human"), {"sted": "Xyzby"})
    assert response.status_code == 422
    assert 'value="Xyzby"' in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_human_page_costs_five_queries_whatever_the_number_of_houses(
    client, rows, django_assert_num_queries
):
    for _number in range(rows):
        complete_house()
    with django_assert_num_queries(5):
        client.get(reverse("human"))


@pytest.mark.parametrize(
    "name", ["front", "find_centre", "about", "privacy", "accessibility", "style_guide"]
)
def test_human_is_two_clicks_away_from_every_page(client, name):
    """One click to the phone or the page of humans, which has the rest."""
    html = client.get(reverse(name)).content.decode()
    assert 'href="tel:+4570200000"' in html


def test_drawn_portrait_may_be_kept_by_everybody(client):
    response = client.get(reverse("portrait", args=["bent"]))
    assert response["Content-Type"] == "image/svg+xml"
    assert "public" in response["Cache-Control"]
    assert response.content == client.get(reverse("portrait", args=["bent"])).content
