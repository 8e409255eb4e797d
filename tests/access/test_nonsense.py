"""Nonsense at every door of citizens, counsellors and events: no fault, and nothing of anybody.

The gates stop most of it; whoever they let in (Amal, Bent) shows what lies behind them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .cells import MISSING, OWN, Came, Cell
from .nonsense import Dice
from .routes import PLACE, Route, all_routes
from .scene import House
from .visits import visited

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access-1")]
ROOMS = ("citizens.", "counsellors.", "events.")
ROUTES = [
    route
    for route in all_routes()
    if route.view.__module__.startswith(ROOMS) and not route.is_back_office
]
VISITORS = ("amal", "bent", "erik", "state")
EACH = 2
FAULT_OF_THE_HOUSE = 500


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_nonsense_is_answered_and_shows_nothing_of_others(route: Route, house: House):
    faults = [fault for visitor in VISITORS for fault in _faults(route, visitor, house)]

    assert not faults, "\n".join(faults)


def _faults(route: Route, visitor: str, house: House) -> Iterator[str]:
    """Behind the visitor's own door if there is one, and behind doors of nonsense."""
    dice = Dice(f"{route.pattern} {visitor}")
    for whose in (OWN, MISSING) * EACH:
        cell = Cell(route, visitor, whose, house)
        own = route.address(cell.ids)
        address = own if whose == OWN else "/" + PLACE.sub(lambda _: dice.id(), route.pattern)
        asked = dice.request(address, cell.form)
        browser = house.browsers[visitor]
        came = Came(cell, asked.method, visited(browser, lambda: asked.send(browser)))  # noqa: B023  called at once
        if came.visit.status >= FAULT_OF_THE_HOUSE:
            yield f"{came.visit.status} to {visitor} for {asked}"
        yield from (f"{fault} for {asked}" for fault in came.leaks())
