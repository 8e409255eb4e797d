"""Which house is nearest, as the crow flies and roughly: see `positions` for how roughly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order

from .places import Place
from .positions import Position, distance_km


@dataclass(frozen=True, slots=True)
class Nearby:
    """A centre and its distance in kilometres from the place that was asked for."""

    centre: Centre
    km: float

    @property
    def about_km(self) -> int:
        """Rounded to what the table of places can promise: whole kilometres, tens beyond 50."""
        return max(1, round(self.km)) if self.km < 50 else round(self.km, -1).__int__()


def centres_near(*, place: Place, centres: Iterable[Centre]) -> list[Nearby]:
    """Nearest first; houses equally far away in alphabetical order."""
    found = [
        Nearby(centre, distance_km(place.position, Position(centre.latitude, centre.longitude)))
        for centre in centres
    ]
    return sorted(found, key=lambda nearby: (nearby.km, danish_order(nearby.centre.name)))
