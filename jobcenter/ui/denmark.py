"""A small drawn map of Denmark: where on the paper a place lies.

The outline in `templates/ui/denmark.html` comes from Natural Earth (public
domain), simplified. Both use the same plain projection: degrees scaled at 56°
north, one degree of latitude = 110 units. Bornholm is moved up into the empty
corner by the Kattegat, as maps of Denmark do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

WIDTH, HEIGHT = 300, 366
WEST, NORTH = 7.95, 57.85
UNITS_PER_DEGREE = 110
SHRINK = math.cos(math.radians(56))
BORNHOLM_FROM = 14.0
BORNHOLM_MOVED = (-2.75, 1.55)  # degrees of longitude, latitude


class Located(Protocol):
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A numbered dot: the number is the place's position in the list beside the map."""

    number: int
    x: int
    y: int
    place: Located


def spots(places: Iterable[Located]) -> list[Spot]:
    """Dots for places with WGS84 coordinates, in the order given."""
    return [
        Spot(number, *on_paper(place.latitude, place.longitude), place)
        for number, place in enumerate(places, 1)
    ]


def on_paper(latitude: float, longitude: float) -> tuple[int, int]:
    """(x, y) in the drawing's units, kept inside its frame."""
    if longitude > BORNHOLM_FROM:
        longitude += BORNHOLM_MOVED[0]
        latitude += BORNHOLM_MOVED[1]
    x = (longitude - WEST) * SHRINK * UNITS_PER_DEGREE
    y = (NORTH - latitude) * UNITS_PER_DEGREE
    return min(max(round(x), 0), WIDTH), min(max(round(y), 0), HEIGHT)
