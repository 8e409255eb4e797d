"""The public list: everybody from A to Å, narrowed by house, topic and language."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from jobcenter.centres.models import Topic
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory

pytestmark = pytest.mark.django_db

NAMES = [("Åse", "Dam"), ("Bent", "Østergaard"), ("Ærlig", "Bo"), ("Aaron", "Levi"), ("Zoe", "A")]


@pytest.fixture
def house():
    return CentreFactory(name="Havnehuset", slug="havnehuset")


def names_on(response) -> list[str]:
    cards = re.findall(r"<article.*?<h2>(.*?)</h2>", response.content.decode(), flags=re.DOTALL)
    return [re.sub(r"<[^>]+>", "", card) for card in cards]


def test_people_stand_in_danish_order(client, house):
    for first, last in (("Åse", "Dam"), ("Bent", "Holm"), ("Ærlig", "Bo"), ("Zoe", "Ask")):
        CounsellorFactory(first_name=first, last_name=last, centres=[house])
    response = client.get(reverse("counsellors:list"))
    assert names_on(response) == ["Bent Holm", "Zoe Ask", "Ærlig Bo", "Åse Dam"]


def test_nobody_is_listed_who_cannot_be_met(client, house):
    CounsellorFactory(first_name="Aktiv", centres=[house])
    CounsellorFactory(first_name="Holder", centres=[house], is_active=False)
    CounsellorFactory(first_name="Skjult", centres=[CentreFactory(is_published=False)])
    CounsellorFactory(first_name="Husløs")
    assert [name.split()[0] for name in names_on(client.get("/vejledere/"))] == ["Aktiv"]


def test_list_is_narrowed_by_house_topic_and_language(client, house):
    job, health = Topic.objects.get(slug="job"), Topic.objects.get(slug="sundhed")
    CounsellorFactory(first_name="Bent", centres=[house], topics=[job], languages=["da", "en"])
    CounsellorFactory(
        first_name="Dorte", centres=[CentreFactory(slug="andet")], topics=[health], languages=["da"]
    )

    def found(**asked):
        return [name.split()[0] for name in names_on(client.get("/vejledere/", asked))]

    assert found(hus="havnehuset") == ["Bent"]
    assert found(emne="sundhed") == ["Dorte"]
    assert found(sprog="en") == ["Bent"]
    assert found(sprog="da") == ["Bent", "Dorte"]
    assert found(hus="havnehuset", emne="sundhed") == []


def test_page_offers_a_way_on_when_nobody_fits(client, house):
    CounsellorFactory(centres=[house])
    html = client.get("/en/vejledere/", {"sprog": "ur"}).content.decode()
    assert "Nobody fits all of that" in html
    assert 'href="/en/vejledere/"' in html


def test_choice_that_does_not_exist_is_refused_and_everybody_is_listed(client, house):
    CounsellorFactory(centres=[house])
    CentreFactory(slug="lukket", is_published=False)
    for asked in ({"hus": "lukket"}, {"emne": "findes-ikke"}, {"sprog": "xx"}):
        response = client.get("/vejledere/", asked)
        assert response.status_code == 422
        assert len(names_on(response)) == 1


def test_filter_keeps_what_was_chosen_when_more_are_shown(client, house):
    for _number in range(26):
        CounsellorFactory(centres=[house])
    first = client.get("/vejledere/", {"hus": "havnehuset"})
    assert len(names_on(first)) == 24
    assert 'href="?hus=havnehuset&amp;vis=48#' in first.content.decode()
    assert len(names_on(client.get("/vejledere/", {"hus": "havnehuset", "vis": "48"}))) == 26


def test_languages_stand_in_their_own_names_and_letters(client, house):
    CounsellorFactory(centres=[house], languages=["da", "ar", "dsl"])
    html = client.get("/vejledere/").content.decode()
    assert '<li class="tag" lang="ar" dir="auto">العربية</li>' in html
    assert '<li class="tag" lang="da" dir="auto">Dansk tegnsprog</li>' in html


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_costs_six_queries_whatever_the_number_of_people(
    client, house, rows, django_assert_num_queries
):
    for _number in range(rows):
        CounsellorFactory(centres=[house])
    with django_assert_num_queries(6):
        client.get("/vejledere/", {"vis": "300"})
