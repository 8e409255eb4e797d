"""One cell of the matrix: a visitor at an address, what they must meet, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jobcenter.accounts.policy import Access, Answer, answer_at_gate

from .forms import form_for
from .people import KNOWN_AS, TOLD_APART_BY, VISITORS
from .routes import Route
from .scene import House
from .things import NOBODY, OPENED_BY, ids_of, marks_behind_link, marks_shown_to, of_citizens
from .visits import Visit, visit

ANSWERED_WITH_GET = {"accounts:mitid_answer"}
# A method that is refused to the first three is refused before anybody is asked who they are.
ENOUGH_REFUSALS = 3
OWN, FOREIGN, MISSING = "own", "foreign", "missing"


@dataclass(frozen=True)
class Cell:
    route: Route
    visitor: str
    whose: str
    house: House

    @property
    def ids(self) -> tuple[str, ...]:
        thing = self.route.about.thing if self.route.places else None
        return ids_of(thing, self.whose, self.house) if thing else ()

    @property
    def expected(self) -> Answer:
        at_gate = answer_at_gate(self.route.access, self.route.role_kinds, KNOWN_AS[self.visitor])
        if at_gate != Answer.PAGE or self.route.about is None:
            return at_gate
        opened_by = OPENED_BY[self.whose].get(self.route.about.opened_by, NOBODY)
        return Answer.PAGE if self.visitor in opened_by else Answer.NOT_THERE

    @property
    def form(self) -> dict[str, Any]:
        return form_for(self.route, self.house.foreign if self.whose == FOREIGN else self.house.own)

    def visit(self, method: str, said: dict[str, Any] | None = None) -> Came:
        browser = self.house.browsers[self.visitor]
        return Came(self, method, visit(browser, method, self.route.address(self.ids), said))

    def may_show(self) -> set[str]:
        shown = marks_shown_to(self.visitor, self.house)
        if self.whose == OWN and self.route.about and self.expected == Answer.PAGE:
            shown |= marks_behind_link(self.route.about.thing, self.house)
        return shown


@dataclass(frozen=True)
class Came:
    """What came back, and everything that is wrong with it in words."""

    cell: Cell
    method: str
    visit: Visit

    def faults(self) -> Iterator[str]:
        wanted, got = self.cell.expected, self.visit.answer
        # The broker's answer is a form that comes with GET.
        method = "POST" if self.cell.route.name in ANSWERED_WITH_GET else self.method
        if got != wanted and not self.visit.is_of_wrong_shape(method):
            met = f"{got} ({self.visit.status} {self.visit.leads_to})"
            yield self._said(f"expected {wanted!s}, met {met}")
        yield from self.leaks()
        if wanted != Answer.PAGE and self.visit.wrote:
            yield self._said(f"changed rows of {sorted(self.visit.wrote)}")
        yield from self.unrecorded()

    def leaks(self) -> Iterator[str]:
        hidden = self.cell.house.marks - self.cell.may_show()
        found = sorted(mark for mark in hidden if self.visit.holds(mark))
        if found:
            yield self._said(f"shows what is not theirs to see: {found}")

    def unrecorded(self) -> Iterator[str]:
        """No row, no data: what a page of staff shows of a citizen stands in the read log."""
        route = self.cell.route
        if self.method != "GET" or route.access != Access.STAFF:
            return
        shown = sorted(mark for mark in of_citizens(self.cell.house) if self.visit.holds(mark))
        if shown and not self.visit.wrote_in_the_log:
            yield self._said(f"shows {shown} and writes nothing in the read log")

    def _said(self, fault: str) -> str:
        return f"{self.method} by {self.cell.visitor} at {self.cell.whose}: {fault}"

    @cached_property
    def as_seen(self) -> object:
        return self.visit.without(self.cell.ids)


def refuses_the_method_to_all(route: Route, method: str, house: House) -> bool:
    """Refused before the gate: nobody was asked who they are, so one visitor is enough."""
    came = Cell(route, "anonymous", OWN, house).visit(method)
    return came.visit.status == 405 and Cell(route, "anonymous", OWN, house).expected != Answer.PAGE


def sides(route: Route, visitor: str, stopped: set[Answer], house: House) -> tuple[str, ...]:
    """Whom the gate stops, it stops without a look at the id: one of each `stopped` shows that.

    To somebody who may open neither, Amal's and Clara's are equally foreign.
    """
    if not route.places:
        return (OWN,)
    at_gate = answer_at_gate(route.access, route.role_kinds, KNOWN_AS[visitor])
    if at_gate == Answer.PAGE:
        opened = [Cell(route, visitor, side, house).expected for side in (OWN, FOREIGN)]
        return (OWN, FOREIGN, MISSING) if Answer.PAGE in opened else (OWN, MISSING)
    if at_gate in stopped:
        return (OWN,)
    stopped.add(at_gate)
    return (OWN, MISSING)


def is_tried_by_all(route: Route, method: str) -> bool:
    """Also where the marker asks nothing: a page shows its reader's own, and that differs.

    Outside demo mode there are no demo pages, so two visitors are enough there.
    """
    return method == "GET" and route.access != Access.DEMO


def faults_of(route: Route, method: str, house: House) -> list[str]:
    """With the form that does the work for whoever may; from one of them also an empty one."""
    found: list[str] = []
    stopped: set[Answer] = set()
    has_sent_nothing = False
    met: list[int] = []
    told_apart = TOLD_APART_BY.get(route.access, VISITORS)
    for visitor in VISITORS if is_tried_by_all(route, method) else told_apart:
        if len(met) >= ENOUGH_REFUSALS and set(met) == {405}:
            break
        closed: dict[str, object] = {}
        tried = sides(route, visitor, stopped, house) if visitor in told_apart else (OWN,)
        for whose in tried:
            cell = Cell(route, visitor, whose, house)
            form = cell.form if method == "POST" else {}
            came = cell.visit(method, form)
            found.extend(came.faults())
            met.append(came.visit.status)
            if cell.expected != Answer.PAGE:
                closed[whose] = came.as_seen
            elif form and not has_sent_nothing:
                found.extend(cell.visit(method).faults())
                has_sent_nothing = True
        if len({repr(seen) for seen in closed.values()}) > 1:
            found.append(f"{method} by {visitor}: {', '.join(closed)} can be told apart")
    return found
