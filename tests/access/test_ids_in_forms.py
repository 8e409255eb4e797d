"""A door of one's own with somebody else's id behind it, in the form or in the address."""

from __future__ import annotations

import pytest

from events.organising.access import name_of_period

from .cells import OWN, Cell
from .routes import Route, all_routes
from .scene import House
from .things import MISSING, name_of_room
from .visits import visit

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
STEPS = "counsellors_agreedstep"
IN_A_HOUSE = {
    "minutes of a house": lambda life: life.things["minutes"].public_id,
    "room of a house": lambda life: name_of_room(life.things["room"]),
    "hold of a room": lambda life: life.things["hold"].public_id,
    "holiday period of a house": lambda life: name_of_period(life.things["pause"]),
}


def routes_about(*things: str) -> list[Route]:
    return [route for route in all_routes() if route.about and route.about.thing in things]


@pytest.mark.parametrize("act", ["step_ticked", "step_removed"])
@pytest.mark.parametrize(
    ("door", "visitor"), [("by_link", "anonymous"), ("of_mine", "amal"), ("at_work", "bent")]
)
def test_a_step_of_another_note_is_not_there(house: House, act: str, door: str, visitor: str):
    route = next(one for one in all_routes() if one.name == f"practice:{act}_{door}")
    cell = Cell(route, visitor, OWN, house)
    own, foreign = (life.things["step"].public_id for life in (house.own, house.foreign))

    strange = cell.visit("POST", {"step": foreign, "done": "1"})
    missing = cell.visit("POST", {"step": "no-such-step", "done": "1"})
    ticked = cell.visit("POST", {"step": own, "done": "1"})

    assert (strange.visit.status, missing.visit.status) == (422, 422)
    assert list(strange.faults()) == []
    assert STEPS not in strange.visit.wrote
    assert strange.visit.without((foreign,)) == missing.visit.without(("no-such-step",))
    if act == "step_ticked" or visitor != "bent":
        assert STEPS in ticked.visit.wrote, "or this door would be shut for every step"


@pytest.mark.parametrize("route", routes_about(*IN_A_HOUSE), ids=str)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_thing_of_another_house_is_not_in_this_one(house: House, route: Route, method: str):
    """Also for the administrator, who may open both houses: the address says which."""
    foreign = IN_A_HOUSE[route.about.thing](house.foreign)
    for visitor in ("editor", "administrator"):
        cell = Cell(route, visitor, OWN, house)
        found = [
            visit(house.browsers[visitor], method, route.address((house.own.centre.slug, one)),
                  cell.form if method == "POST" else {})
            for one in (foreign, *MISSING)
        ]  # fmt: skip
        if found[0].status == 405:
            continue

        assert [came.status for came in found] == [404, 404]
        assert found[0].without((foreign,)) == found[1].without(MISSING)
        assert not found[0].wrote


@pytest.mark.parametrize(
    ("door", "thing"),
    [
        ("team:answer", "question between colleagues"),
        ("team:close", "question between colleagues"),
        ("team:close", "sparring question"),
    ],
)
def test_a_question_of_colleagues_is_not_there(house: House, door: str, thing: str):
    """In Bent's own house: one between two others, and one he was asked but did not ask."""
    route = next(one for one in all_routes() if one.name == door)
    asked = house.own.things[thing].public_id
    said = Cell(route, "bent", OWN, house).form
    strange, missing = (
        visit(house.browsers["bent"], "POST", route.address((one,)), said)
        for one in (asked, *MISSING)
    )

    assert (strange.status, missing.status) == (404, 404)
    assert strange.without((asked,)) == missing.without(MISSING)
    assert not strange.wrote


@pytest.mark.parametrize(
    "route",
    routes_about("file of a chat", "file of the citizen's", "file of the counsellor's"),
    ids=str,
)
def test_a_file_of_another_talk_is_not_in_ones_own(house: House, route: Route):
    """Behind the address of one's own talk, the id of a file in somebody else's."""
    visitor = "bent" if route.name.endswith("at_work") else "amal"
    method = "GET" if route.about.thing == "file of a chat" else "POST"
    thing = route.about.thing.replace("file of a chat", "file of the citizen's")
    own, foreign = house.own.things["chat"].public_id, house.foreign.things[thing].public_id
    strange, missing = (
        visit(house.browsers[visitor], method, route.address((own, one)))
        for one in (foreign, *MISSING)
    )

    assert (strange.status, missing.status) == (404, 404)
    assert strange.without((foreign,)) == missing.without(MISSING)
    assert not strange.wrote
