"""A small drawing of Denmark with a dot per house. The list beside it says the same in words.

The outline is Natural Earth's (public domain), simplified to whole units. One degree of latitude
is 100 units, one of longitude 56.5 (the cosine of 55.6°). Bornholm stands in an inset north of
Zealand, or it would take half the width.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from jobcenter.centres.domain.houses import House

NORTH, WEST = 57.82, 8.0
UNITS_PER_LATITUDE, UNITS_PER_LONGITUDE = 100.0, 56.5
EAST_OF_HERE_IS_BORNHOLM = 14.0
INSET_WEST, INSET_NORTH = 2.75, 1.75


class Dot(NamedTuple):
    x: int
    y: int
    house: House


def dots_of(houses: Iterable[House]) -> list[Dot]:
    """Where each house lies in the drawing's own units."""
    return [Dot(*_point(house.centre.latitude, house.centre.longitude), house) for house in houses]


def _point(latitude: float, longitude: float) -> tuple[int, int]:
    if longitude > EAST_OF_HERE_IS_BORNHOLM:
        latitude, longitude = latitude + INSET_NORTH, longitude - INSET_WEST
    return (
        round((longitude - WEST) * UNITS_PER_LONGITUDE),
        round((NORTH - latitude) * UNITS_PER_LATITUDE),
    )
