"""Dots on the drawn map lie where the places lie."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.template import engines

from jobcenter.ui.denmark import HEIGHT, WIDTH, on_paper, spots

AARHUS, SKAGEN, GEDSER, RONNE, COPENHAGEN = (
    (56.15, 10.21),
    (57.72, 10.59),
    (54.57, 11.93),
    (55.10, 14.71),
    (55.68, 12.57),
)


def test_north_is_up_and_east_is_right():
    assert on_paper(*SKAGEN)[1] < on_paper(*AARHUS)[1] < on_paper(*GEDSER)[1]
    assert on_paper(*AARHUS)[0] < on_paper(*COPENHAGEN)[0]


def test_bornholm_moves_into_the_frame_without_covering_another_place():
    x, y = on_paper(*RONNE)
    assert 200 < x < WIDTH
    assert y < on_paper(*COPENHAGEN)[1]


@pytest.mark.parametrize("place", [AARHUS, SKAGEN, GEDSER, RONNE, COPENHAGEN, (70.0, 30.0), (0, 0)])
def test_every_dot_is_on_the_paper(place):
    x, y = on_paper(*place)
    assert (0 <= x <= WIDTH, 0 <= y <= HEIGHT) == (True, True)


def test_numbers_follow_the_list_and_the_map_speaks_to_eyes_only():
    places = [SimpleNamespace(latitude=lat, longitude=lon) for lat, lon in (SKAGEN, AARHUS)]
    assert [spot.number for spot in spots(places)] == [1, 2]
    html = engines["django"].from_string("{% denmark_map places %}").render({"places": places})
    assert 'aria-hidden="true"' in html
    assert html.count("<text") == 2
