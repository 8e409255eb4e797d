"""What people type, and the place they mean."""

from __future__ import annotations

import pytest

from jobcenter.centres.domain.nearest import Nearby, centres_near
from jobcenter.centres.domain.places import PlaceNotKnown, find_place, municipalities
from tests.factories.centres import CentreFactory


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8000", "8000 Aarhus C"),
        (" 8000  Aarhus C ", "8000 Aarhus C"),
        ("silkeborg", "8600 Silkeborg"),
        ("Arhus", "Aarhus"),
        ("Århus Kommune", "Aarhus"),
        ("Københavns Kommune", "København"),
        ("kbh", "København"),
        ("soenderborg", "6400 Sønderborg"),
        ("Hellerup", "2900 Hellerup"),
        ("viby j", "8260 Viby J"),
    ],
)
def test_place_is_found_when_people_spell_it_their_way(typed, meant):
    assert find_place(typed).name == meant


@pytest.mark.parametrize("typed", ["8005", "Silkebog", "99", "Nuuk", "3900", "100", "x"])
def test_refusal_names_the_words_when_the_place_is_unknown(typed):
    with pytest.raises(PlaceNotKnown) as refused:
        find_place(typed)
    assert f"“{typed}”" in str(refused.value.message)
    assert refused.value.next_step


def test_refusal_suggests_names_that_look_alike_when_a_letter_is_missing():
    with pytest.raises(PlaceNotKnown) as refused:
        find_place("Silkebog")
    assert [place.name for place in refused.value.suggestions] == ["8600 Silkeborg"]


def test_refusal_suggests_the_nearest_postcodes_when_the_number_is_not_in_use():
    with pytest.raises(PlaceNotKnown) as refused:
        find_place("8005")
    assert refused.value.suggestions[0].name == "8000 Aarhus C"


def test_refusal_suggests_each_of_them_when_several_towns_share_a_name():
    with pytest.raises(PlaceNotKnown) as refused:
        find_place("Nykøbing")
    assert [place.asked_as for place in refused.value.suggestions] == ["4500", "4800", "7900"]
    assert find_place("4800").name == "4800 Nykøbing F"


def test_every_suggestion_leads_to_its_place_when_it_is_followed():
    for typed in ("Viby", "8005", "Hjoring", "Slagelsee"):
        with pytest.raises(PlaceNotKnown) as refused:
            find_place(typed)
        for place in refused.value.suggestions:
            assert find_place(place.asked_as) == place


def test_municipalities_stand_in_danish_order():
    names = list(municipalities().values())
    assert len(names) == 98
    assert names[-4:] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]


def test_centres_stand_by_distance_when_a_place_is_asked_for():
    odense = CentreFactory.build(name="Odensehuset", latitude=55.40, longitude=10.39)
    aarhus = CentreFactory.build(name="Havnehuset", latitude=56.156, longitude=10.211)
    skagen = CentreFactory.build(name="Fyret", latitude=57.72, longitude=10.59)
    found = centres_near(place=find_place("8000"), centres=[odense, skagen, aarhus])
    assert [nearby.centre.name for nearby in found] == ["Havnehuset", "Odensehuset", "Fyret"]
    assert [nearby.about_km for nearby in found] == [1, 90, 170]


def test_centres_stand_alphabetically_when_they_are_equally_far_away():
    names = ["Åhuset", "Banegården", "Ærlighuset"]
    houses = [CentreFactory.build(name=name, latitude=56, longitude=10) for name in names]
    found = centres_near(place=find_place("8000"), centres=houses)
    assert [nearby.centre.name for nearby in found] == ["Banegården", "Ærlighuset", "Åhuset"]


@pytest.mark.parametrize(("km", "shown"), [(0.2, 1), (11.6, 12), (49.4, 49), (86.2, 90)])
def test_distance_is_rounded_to_what_the_table_can_promise(km, shown):
    assert Nearby(CentreFactory.build(), km).about_km == shown
