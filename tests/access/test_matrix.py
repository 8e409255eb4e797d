"""Every address of the house × everybody who may come × own, foreign and missing.

What must come back follows from what stands next to the view (`jobcenter/accounts/policy.py`). The
views of allauth are our own and stand in the list; Django's back office is in
`test_back_office.py`.
"""

from __future__ import annotations

from itertools import chain, filterfalse
from typing import Any

import pytest

from jobcenter.accounts.policy import FITTING, Access, Answer

from .cells import OWN, Cell, faults_of, refuses_the_method_to_all
from .forms import NEEDS_MORE
from .people import VISITORS
from .routes import Route, all_routes
from .scene import House
from .things import ADDRESSES
from .visits import is_of_the_log

pytestmark = pytest.mark.django_db
ROUTES = [route for route in all_routes() if not route.is_back_office]
ABOUT_ONE = [route for route in ROUTES if route.places]
# Outside demo mode there are no demo pages: nobody gets in, and the matrix holds them to that.
OPEN_TO_SOMEBODY = [route for route in ABOUT_ONE if route.access != Access.DEMO]


def in_two_halves(routes: list[Route]) -> list[Any]:
    """Each half builds the house once; two workers of one run share the matrix."""
    return [
        pytest.param(route, id=str(route), marks=pytest.mark.xdist_group(f"access-{number % 2}"))
        for number, route in enumerate(routes)
    ]


def what_to_write(route: Route) -> str:
    """For whoever has just added a view, or changed one."""
    view = f"{route.view.__module__}.{route.view.__qualname__}"
    declared = f"{route.access.name}, {route.about or 'about nothing'}"
    return (
        f"{route.pattern} -> {view} declares {declared}.\n"
        "Either its getter lets in somebody else than it declares: mend it in the room's access.py."
        "\nOr the declaration is wrong: mend the marker and `@about(...)` next to the view."
    )


@pytest.mark.parametrize("route", ABOUT_ONE, ids=str)
def test_a_view_of_one_thing_declares_which_and_for_whom(route):
    name = f"{route.view.__module__}.{route.view.__qualname__}"
    assert route.about, (
        f"{route.pattern} leads to one thing. Write under the marker of {name}:\n"
        '    @about("what it is", opened_by=Relation....)\n'
        "with the words of jobcenter/accounts/policy.py."
    )
    assert route.about.thing in ADDRESSES, (
        f"{name} is about {route.about.thing!r}, which no test can address. Write in "
        f"tests/access/things.py, ADDRESSES:\n    {route.about.thing!r}: "
        '(_by_public_id("..."), _by_public_id("..."), MISSING),\nand put one of Amal\'s side and '
        "one of Clara's, with marks, into tests/access/scene.py."
    )


@pytest.mark.parametrize("route", [route for route in ROUTES if route.about], ids=str)
def test_a_thing_is_opened_by_those_its_marker_lets_in(route):
    assert route.about.opened_by in FITTING[route.access], (
        f"{route.view.__qualname__} is for {route.access}, but its {route.about.thing} opens for "
        f"{route.about.opened_by}. Fitting are {sorted(FITTING[route.access])}."
    )


@pytest.mark.parametrize("route", in_two_halves(ROUTES))
def test_everybody_meets_what_is_declared(route: Route, house: House):
    faults: list[str] = []
    for method in ("GET", "POST"):
        if not refuses_the_method_to_all(route, method, house):
            faults += faults_of(route, method, house)

    assert not faults, "\n".join([*faults, what_to_write(route)])


@pytest.mark.parametrize("route", in_two_halves(OPEN_TO_SOMEBODY))
def test_somebody_gets_in_or_the_matrix_is_air(route: Route, house: House):
    """A door that is shut for all would not tell when it stands open for the wrong ones."""
    cells = [Cell(route, visitor, OWN, house) for visitor in VISITORS]
    insiders = [cell for cell in cells if cell.expected == Answer.PAGE]
    assert insiders, what_to_write(route)
    first = insiders[0].visit("POST", insiders[0].form).visit
    if first.status == 405:
        assert insiders[0].visit("GET").visit.answer == Answer.PAGE, what_to_write(route)
    elif route.name not in NEEDS_MORE:
        others = (cell.visit("POST", cell.form).visit for cell in insiders[1:3])
        changed = (filterfalse(is_of_the_log, came.wrote) for came in chain([first], others))
        assert any(any(tables) for tables in changed), (
            f"a POST to {route.pattern} by {[c.visitor for c in insiders]} changes nothing. Write "
            f"in tests/access/forms.py, FORMS, what the browser sends: {route.name!r}: ..."
        )
