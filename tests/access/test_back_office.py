"""Django's back office as a whole: there for administrators with a second factor, for nobody else.

It brings its own views, so none of them can carry a declaration of its own; the gate puts the
marker on all of them (`jobcenter/accounts/admin.py`).
"""

from __future__ import annotations

import pytest

from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Access, Answer

from .cells import OWN, Cell
from .people import VISITORS, WITHOUT_FACTOR
from .routes import Route, all_routes
from .scene import House
from .visits import visit

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
ROUTES = [route for route in all_routes() if route.is_back_office]
NOTHING = "999999999"
# One gate for all of it, which lets in one role and asks before it looks at the method: what is
# sent by those who are stopped alike is tried by one of each.
SENDERS = ("anonymous", "amal", "bent", WITHOUT_FACTOR)


def address_of(route: Route, *, missing: bool = False) -> str:
    """With the key of a row that is there, or of none."""
    row = route.model.objects.first() if route.model and not missing else None
    key = str(row.pk) if row else NOTHING
    return route.address((key,) * route.places)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_back_office_is_there_for_the_administrator_alone(route: Route, house: House):
    assert (route.access, route.role_kinds) == (Access.STAFF, {RoleKind.ADMINISTRATOR})
    faults: list[str] = []
    for visitor in VISITORS:
        cell = Cell(route, visitor, OWN, house)
        for method in ("GET", "POST"):
            if method == "POST" and visitor not in SENDERS:
                continue  # what an administrator changes there: tests/jobcenter/*/test_back_office
            came = visit(house.browsers[visitor], method, address_of(route))
            seen = {mark for mark in house.marks - cell.may_show() if came.holds(mark)}
            if seen or (cell.expected != Answer.PAGE and came.wrote):
                faults.append(f"{method} by {visitor}: shows {seen}, writes {came.wrote}")
            if cell.expected != Answer.PAGE and came.answer != cell.expected:
                faults.append(f"{method} by {visitor}: {came.answer}, expected {cell.expected!s}")

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.model], ids=str)
def test_back_office_answers_its_administrator(route: Route, house: House):
    there = visit(house.browsers["administrator"], "GET", address_of(route))
    missing = visit(house.browsers["administrator"], "GET", address_of(route, missing=True))

    assert {there.answer, missing.answer} <= {Answer.PAGE, Answer.REFUSED, Answer.NOT_THERE}
