"""A door of one's own, and somebody else's id in the form: the address alone opens nothing."""

from __future__ import annotations

import pytest

from .cells import OWN, Cell
from .routes import all_routes
from .scene import House

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
STEPS = "counsellors_agreedstep"


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
