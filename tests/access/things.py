"""How to address each thing the views are about: one of Amal's side, one of Clara's, and none.

A view that declares `about("new thing", ...)` needs one line in `ADDRESSES` here, and if the scene
has no such thing yet, some lines in `scene.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.hours.access import name_of
from jobcenter.accounts.policy import Relation
from jobcenter.ui.portraits import LONGEST_SEED

from .people import STAFF, VISITORS, WITHOUT_FACTOR
from .scene import House, Life

NOBODY: frozenset[str] = frozenset()
EVERYBODY = frozenset(VISITORS)
# Whom the policy lets open the thing of Amal's side, and that of Clara's.
OPENED_BY: dict[str, dict[Relation, frozenset[str]]] = {
    "own": {
        Relation.ANYBODY: EVERYBODY,
        Relation.HOLDER: EVERYBODY,
        Relation.PERSON: frozenset({"amal"}),
        Relation.COUNSELLOR: frozenset({"bent", WITHOUT_FACTOR}),
        Relation.HOUSE: frozenset({"bent", WITHOUT_FACTOR, "editor", "lead", "erik"}),
        Relation.WORKS_HERE: frozenset({*STAFF, WITHOUT_FACTOR}),
    },
    "foreign": {
        # Not public (any more); and somebody who knows the public id, not the secret.
        Relation.ANYBODY: NOBODY,
        Relation.HOLDER: NOBODY,
        Relation.PERSON: frozenset({"clara"}),
        Relation.COUNSELLOR: frozenset({"dorte"}),
        Relation.HOUSE: frozenset({"dorte"}),
        Relation.WORKS_HERE: frozenset({*STAFF, WITHOUT_FACTOR}),
    },
    "missing": {},
}


def _by_public_id(thing: str) -> Callable[[Life], tuple[str, ...]]:
    return lambda life: (life.things[thing].public_id,)


def _by_name(thing: str) -> Callable[[Life], tuple[str, ...]]:
    return lambda life: (name_of(life.things[thing]),)


def _by_link(thing: str) -> Callable[[Life], tuple[str, ...]]:
    return lambda life: (link_secret_of(life.things[thing]) or "",)


type Ids = Callable[[Any], tuple[str, ...]]
MISSING = ("ingen-saadan",)
# For each thing: its ids in an address, for Amal's side, for Clara's side, and of nothing there is.
ADDRESSES: dict[str, tuple[Ids, Ids, tuple[str, ...]]] = {
    **{
        thing: (_by_public_id(thing), _by_public_id(thing), MISSING)
        for thing in (
            "conversation",
            "begun conversation",
            "wish",
            "reading",
            "question about a reading",
            "responsibility",
            "handover",
            "offer",
            "calendar",
        )
    },
    **{
        thing: (_by_name(thing), _by_name(thing), MISSING)
        for thing in ("weekly hours", "special day", "time off")
    },
    # As the counsellor finds it: a note begun, and a step in it.
    "conversation to prepare or note": (
        _by_public_id("begun conversation"),
        _by_public_id("begun conversation"),
        MISSING,
    ),
    "link to a conversation": (_by_link("conversation"), _by_public_id("conversation"), MISSING),
    "link to a begun conversation": (
        _by_link("begun conversation"),
        _by_public_id("begun conversation"),
        MISSING,
    ),
    "calendar feed": (
        lambda life: (life.things["feed secret"],),
        lambda life: (life.things["calendar"].public_id,),
        MISSING,
    ),
    "passkey": (lambda life: (life.things["passkey"],),) * 2 + (MISSING,),
    "public counsellor": (
        lambda life: (life.counsellor.slug,),
        lambda life: (life.things["left"].slug,),
        MISSING,
    ),
    "photograph": (
        lambda life: (life.counsellor.portrait.name.removeprefix("portraits/"),),
        lambda _life: ("rejst.webp",),
        MISSING,
    ),
    "drawing": (lambda _life: ("a",), lambda _life: ("a" * (LONGEST_SEED + 1),), ("b" * 99,)),
    "public house": (
        lambda life: (life.centre.slug,),
        lambda life: (life.things["closed house"].slug,),
        MISSING,
    ),
    "house": (lambda life: (life.centre.slug,),) * 2 + (MISSING,),
    "day of a house": (lambda life: (life.centre.slug, "2026-12-24"),) * 2
    + (("ingen-saadan", "2026-12-24"),),
    "partner of a house": (lambda life: (life.centre.slug, f"forening-{life.who}"),) * 2
    + (("ingen-saadan", "ingen"),),
    "mail of the demo": (
        lambda _life: ("mail-af-amal",),
        lambda _life: ("mail-af-clara",),
        MISSING,
    ),
}


def ids_of(thing: str, whose: str, house: House) -> tuple[str, ...]:
    own, foreign, missing = ADDRESSES[thing]
    return {
        "own": lambda: own(house.own),
        "foreign": lambda: foreign(house.foreign),
        "missing": lambda: missing,
    }[whose]()


def marks_shown_to(visitor: str, house: House) -> set[str]:
    """Every mark this visitor may be shown somewhere; all others, nowhere."""
    sides = {
        "amal": (house.own, {"name", "talk", "note", "hidden note", "wish", "readings",
                             "responsibility", "handover", "link of conversation",
                             "link of begun conversation", "passkey"}),
        "bent": (house.own, {"name", "talk", "note", "draft", "wish", "responsibility",
                             "handover", "calendar"}),
        "editor": (house.own, {"wish"}),
    }  # fmt: skip
    sides["clara"] = (house.foreign, sides["amal"][1])
    sides["dorte"] = (house.foreign, sides["bent"][1])
    life, shown = sides.get(visitor, (house.own, set()))
    marks = {mark for what in shown for mark in life.marks[what]}
    account = house.accounts.get("bent" if visitor == WITHOUT_FACTOR else visitor)
    if visitor == "administrator":
        marks |= {account.mail for account in house.accounts.values()}
    return marks | ({account.mail} if account else set())


def marks_behind_link(thing: str, house: House) -> set[str]:
    """What the holder of Amal's link, or of Bent's feed, may be shown besides."""
    shown = {
        "link to a conversation": {"name", "talk", "link of conversation"},
        "link to a begun conversation": {"name", "talk", "note", "link of begun conversation"},
        "calendar feed": {"name"},
    }.get(thing, set())
    return {mark for what in shown for mark in house.own.marks[what]}
