"""The table of places is rough, but nothing in it lies elsewhere than Denmark."""

from __future__ import annotations

import itertools

import pytest
from localflavor.dk.dk_municipalities import DK_MUNICIPALITIES
from localflavor.dk.dk_postalcodes import DK_POSTALCODES

from jobcenter.centres.domain.positions import (
    Position,
    distance_km,
    position_of_municipality,
    position_of_postcode,
)

MUNICIPALITIES = [slug for _region, rows in DK_MUNICIPALITIES for slug, _name in rows]
ACROSS_THE_SEA = {
    code for code, _town in DK_POSTALCODES if len(code) == 3 or code[:2] == "39" or code == "2412"
}


def is_in_denmark(position: Position) -> bool:
    return 54.5 <= position.latitude <= 57.8 and 8.0 <= position.longitude <= 15.3


def test_every_postcode_has_a_position_in_denmark_when_it_is_not_across_the_sea():
    lost = [
        code
        for code, _town in DK_POSTALCODES
        if code not in ACROSS_THE_SEA
        and not ((position := position_of_postcode(code)) and is_in_denmark(position))
    ]
    assert lost == []


@pytest.mark.parametrize("code", [*sorted(ACROSS_THE_SEA)[:3], "3900", "2412"])
def test_postcode_has_no_position_when_it_is_across_the_sea(code):
    assert position_of_postcode(code) is None


def test_every_municipality_has_a_position_in_denmark():
    assert len(MUNICIPALITIES) == 98
    for slug in MUNICIPALITIES:
        position = position_of_municipality(slug)
        assert position, slug
        assert is_in_denmark(position), slug


@pytest.mark.parametrize("code", ["", "800", "80000", "abcd", "8005", "9999x"])
def test_postcode_has_no_position_when_it_is_no_postcode(code):
    assert position_of_postcode(code) is None


# As the crow flies, from a map.
KNOWN_DISTANCES = [
    ("8000", "5000", 85),  # Aarhus – Odense
    ("1000", "3700", 146),  # København – Rønne
    ("9990", "6270", 325),  # Skagen – Tønder
    ("6700", "7100", 75),  # Esbjerg – Vejle
    ("4000", "4700", 49),  # Roskilde – Næstved
    ("9000", "8900", 65),  # Aalborg – Randers
    ("5700", "5900", 15),  # Svendborg – Rudkøbing
    ("7400", "7500", 33),  # Herning – Holstebro
]


@pytest.mark.parametrize(("one", "other", "km"), KNOWN_DISTANCES)
def test_distance_is_about_right_when_the_towns_are_known(one, other, km):
    measured = distance_km(position_of_postcode(one), position_of_postcode(other))
    assert measured == pytest.approx(km, abs=max(4, km * 0.05))


def test_neighbouring_postcodes_are_neighbours_when_the_table_is_right():
    """Codes of one ten lie in one part of the country: a swapped digit would stand out."""
    codes = sorted(c for c, _ in DK_POSTALCODES if c >= "2000" and c not in ACROSS_THE_SEA)
    far = [
        (one, other)
        for one, other in itertools.pairwise(codes)
        if one[:3] == other[:3]
        and distance_km(position_of_postcode(one), position_of_postcode(other)) > 75
        # Anholt in the Kattegat belongs to Djursland's codes; mail sorting follows real towns.
        and "8592" not in (one, other)
        and other[1:3] != "99"
    ]
    assert far == []
