"""Find a house: nearest first for a place, otherwise from A to Å."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import gettext as _

from jobcenter.centres.domain.houses import search_houses
from jobcenter.centres.models import Centre
from jobcenter.journeys.domain.map import dots_of
from tests.factories.centres import CentreFactory, OpeningHoursFactory, RoomFactory
from tests.jobcenter.journeys.houses import MONDAY_AT_TEN, headings_of, words_of

pytestmark = pytest.mark.django_db

AARHUS = {"latitude": 56.156, "longitude": 10.211}
ODENSE = {"latitude": 55.40, "longitude": 10.39}
ROENNE = {"latitude": 55.10, "longitude": 14.70}


@pytest.fixture
def three_houses():
    CentreFactory(name="Ålhuset", **AARHUS)
    CentreFactory(name="Lanternen", **ODENSE)
    CentreFactory(name="Fyrhuset", **ROENNE)


def houses_on(response) -> list[str]:
    cards = re.findall(r"<article.*?<h2>(.*?)</h2>", response.content.decode(), flags=re.DOTALL)
    return [re.sub(r"<[^>]+>", "", card) for card in cards]


def test_houses_stand_from_a_to_aa_when_no_place_is_asked_for(client, three_houses):
    response = client.get(reverse("find_centre"))
    assert houses_on(response) == ["Fyrhuset", "Lanternen", "Ålhuset"]


def test_nearest_house_comes_first_when_a_postcode_is_asked_for(client, three_houses):
    response = client.get(reverse("find_centre"), {"sted": "8600"})
    assert houses_on(response) == ["Ålhuset", "Lanternen", "Fyrhuset"]
    assert "41 km" in words_of(response)
    assert "8600 Silkeborg" in headings_of(response)[0]


def test_nearest_house_comes_first_when_a_municipality_is_asked_for(client, three_houses):
    response = client.get(reverse("find_centre"), {"sted": "bornholm"})
    assert houses_on(response)[0] == "Fyrhuset"


def test_house_is_found_by_its_name_when_the_words_are_no_place(client, three_houses):
    response = client.get(reverse("find_centre"), {"sted": "lantern"})
    assert response.status_code == 200
    assert houses_on(response) == ["Lanternen"]


def test_place_wins_when_a_house_carries_the_name_of_a_town(client, three_houses):
    CentreFactory(name="Odense Gård", **ROENNE)
    response = client.get(reverse("find_centre"), {"sted": "Odense"})
    assert houses_on(response)[0] == "Lanternen"


def test_all_houses_and_the_words_stay_when_the_place_is_unknown(client, three_houses):
    response = client.get(reverse("find_centre"), {"sted": "Silkebog"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "“Silkebog”" in words_of(response)
    assert 'value="Silkebog"' in html
    assert 'href="?sted=8600"' in html
    assert houses_on(response) == ["Fyrhuset", "Lanternen", "Ålhuset"]


def test_what_people_type_is_shown_as_text_when_it_looks_like_a_tag(client, three_houses):
    response = client.get(reverse("find_centre"), {"sted": "<b>x</b>"})
    assert response.status_code == 422
    assert b"<b>x</b>" not in response.content


def test_house_is_not_listed_when_it_is_not_public(client, three_houses):
    Centre.objects.filter(name="Lanternen").update(is_published=False)
    assert "Lanternen" not in words_of(client.get(reverse("find_centre")))


def test_page_says_what_to_do_when_no_house_is_public(client):
    response = client.get(reverse("find_centre"))
    assert response.status_code == 200
    assert _("No house has opened yet") in words_of(response)
    assert "tel:+4570200000" in response.content.decode()


def test_list_shows_more_houses_when_asked(client):
    for number in range(14):
        CentreFactory(name=f"Hus {number:02}")
    first = client.get(reverse("find_centre"))
    assert len(houses_on(first)) == 12
    assert 'href="?vis=24#' in first.content.decode()
    second = client.get(reverse("find_centre"), {"vis": "24"})
    assert len(houses_on(second)) == 14
    assert "vis=36" not in second.content.decode()


@pytest.mark.parametrize("asked", ["0", "-1", "x", "²", ""])
def test_list_keeps_its_usual_length_when_the_number_makes_no_sense(client, asked):
    for number in range(14):
        CentreFactory(name=f"Hus {number:02}")
    assert len(houses_on(client.get(reverse("find_centre"), {"vis": asked}))) == 12


def test_house_says_open_now_and_until_when_when_the_clock_lies_within_its_hours(client):
    house = CentreFactory(name="Havnehuset")
    OpeningHoursFactory(centre=house, weekday=1, minutes=(540, 960))
    with time_machine.travel(MONDAY_AT_TEN, tick=False):
        open_page = words_of(client.get("/en/huse/"))
    assert "Open now until 16:00" in open_page
    with time_machine.travel(MONDAY_AT_TEN.replace(hour=17), tick=False):
        assert "Opens Monday 14 December, 09:00" in words_of(client.get("/en/huse/"))


def test_danish_weekdays_stand_in_small_letters_inside_a_sentence(client):
    house = CentreFactory(name="Havnehuset")
    OpeningHoursFactory(centre=house, weekday=1, minutes=(540, 960))
    with time_machine.travel(MONDAY_AT_TEN.replace(hour=17), tick=False):
        assert "mandag den 14. december kl. 9.00" in words_of(client.get("/huse/"))


def test_house_says_step_free_only_when_a_room_is(client):
    RoomFactory(centre=CentreFactory(name="Trappen"), is_step_free=False)
    assert "Step-free" not in words_of(client.get("/en/huse/"))
    RoomFactory(centre=CentreFactory(name="Rampen"), is_step_free=True)
    assert "Step-free" in words_of(client.get("/en/huse/"))


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_costs_four_queries_whatever_the_number_of_houses(
    client, rows, django_assert_num_queries
):
    Centre.objects.bulk_create(
        CentreFactory.build(name=f"Hus {number}", slug=f"hus-{number}") for number in range(rows)
    )
    with django_assert_num_queries(4):
        client.get(reverse("find_centre"), {"sted": "8000", "vis": "500"})


def test_dots_lie_where_the_houses_do_when_the_country_is_drawn(three_houses):
    search = search_houses(words="", show=10, now=MONDAY_AT_TEN)
    dots = {dot.house.centre.name: (dot.x, dot.y) for dot in dots_of(search.houses)}
    assert dots["Ålhuset"][1] < dots["Lanternen"][1]  # Aarhus lies north of Odense
    x, y = dots["Fyrhuset"]  # Bornholm in its inset
    assert 222 <= x <= 249
    assert 76 <= y <= 108
