"""What a view declares about who may open it, in words: the vocabulary of the access policy.

The marker (`access.py`) says who comes through the gate. A view whose address leads to one thing
(`<str:public_id>`, `<slug:slug>` ...) says below its marker which thing, and who may open it:

    @require_POST
    @staff_required(RoleKind.COUNSELLOR)
    @about("handover", opened_by=Relation.COUNSELLOR)
    def take_back(request, public_id): ...

A view without an id says it too when its one thing exists for some people only. `tests/access/`
holds every view to what it has declared; docs/decisions/0044 says why it is done like this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .enums import RoleKind


class Access(StrEnum):
    PUBLIC = "public"
    HOLDER_OF_LINK = "holder of a secret link"
    CITIZEN = "somebody logged in"
    OWNER = "somebody logged in who has just proven to be the owner"
    STAFF = "staff with a second factor"
    DEMO = "anybody, in demo mode only"
    OPERATIONS = "machines that watch the house"


class Relation(StrEnum):
    """Who somebody is to the thing an address leads to."""

    ANYBODY = "anybody, as long as it is public"
    HOLDER = "whoever holds the secret link"
    PERSON = "the person it is about"
    COUNSELLOR = "the counsellor whose it is"
    HOUSE = "those who work in its house"
    HOUSE_OR_ADMINISTRATOR = "those who work in its house, and administrators, who look after all"
    WORKS_HERE = "whoever works here, in any house"


class Answer(StrEnum):
    """What somebody is met with. Foreign and missing are both NOT_THERE, to the last byte."""

    PAGE = "page"  # or the way on to the next one
    ELSEWHERE = "elsewhere"  # to the door, or to the second step
    NOT_THERE = "not there"  # 404
    REFUSED = "refused"  # not in this way: 400, 403, 405, 429


# A thing behind a secret link opens for its holder and nobody else, and so on.
FITTING: dict[Access, frozenset[Relation]] = {
    Access.PUBLIC: frozenset({Relation.ANYBODY}),
    # A secret may also lie in the browser it was given to: then it opens for that person alone.
    Access.HOLDER_OF_LINK: frozenset({Relation.HOLDER, Relation.PERSON}),
    Access.CITIZEN: frozenset({Relation.ANYBODY, Relation.PERSON}),
    Access.OWNER: frozenset({Relation.PERSON, Relation.WORKS_HERE}),
    Access.STAFF: frozenset(
        {
            Relation.COUNSELLOR,
            Relation.HOUSE,
            Relation.HOUSE_OR_ADMINISTRATOR,
            Relation.WORKS_HERE,
        }
    ),
    Access.DEMO: frozenset({Relation.ANYBODY}),
    Access.OPERATIONS: frozenset(),
}


@dataclass(frozen=True, slots=True)
class About:
    """The thing a view is about, and who may open it."""

    thing: str
    opened_by: Relation


def about[View: Callable[..., object]](
    thing: str, *, opened_by: Relation
) -> Callable[[View], View]:
    """Declares; the view's own getter in `access.py` does it, and `tests/access/` compares."""

    def decorate(view: View) -> View:
        view.about = About(thing, opened_by)  # type: ignore[attr-defined]
        return view

    return decorate


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the gate, as far as the markers ask."""

    is_logged_in: bool = False
    roles: frozenset[RoleKind] = frozenset()
    has_shown_second_factor: bool = False
    has_just_proven: bool = False


def answer_at_gate(access: Access, role_kinds: frozenset[RoleKind], visitor: Visitor) -> Answer:
    """What a marker answers outside demo mode. See also: the markers themselves in `access.py`."""
    if access in {Access.PUBLIC, Access.HOLDER_OF_LINK, Access.OPERATIONS}:
        return Answer.PAGE
    if access == Access.DEMO:
        return Answer.NOT_THERE
    if not visitor.is_logged_in:
        return Answer.ELSEWHERE
    if access == Access.OWNER:
        return Answer.PAGE if visitor.has_just_proven else Answer.ELSEWHERE
    if access == Access.STAFF:
        if not visitor.roles & role_kinds:
            return Answer.NOT_THERE
        return Answer.PAGE if visitor.has_shown_second_factor else Answer.ELSEWHERE
    return Answer.PAGE
