"""How to address each thing the views are about: one of Amal's side, one of Clara's, and none.

A view that declares `about("new thing", ...)` needs one line in `ADDRESSES` here, and if the scene
has no such thing yet, some lines in `scene.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.hours.access import name_of
from counsellors.team.access import name_of as name_of_room
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
        Relation.HOUSE_OR_ADMINISTRATOR: frozenset(
            {"bent", WITHOUT_FACTOR, "editor", "lead", "erik", "administrator"}
        ),
        Relation.WORKS_HERE: frozenset({*STAFF, WITHOUT_FACTOR}),
    },
    "foreign": {
        # Not public (any more); and somebody who knows the public id, not the secret.
        Relation.ANYBODY: NOBODY,
        Relation.HOLDER: NOBODY,
        Relation.PERSON: frozenset({"clara"}),
        Relation.COUNSELLOR: frozenset({"dorte"}),
        Relation.HOUSE: frozenset({"dorte"}),
        Relation.HOUSE_OR_ADMINISTRATOR: frozenset({"dorte", "administrator"}),
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


def _in_the_house(part: Callable[[Life], str]) -> tuple[Ids, Ids, tuple[str, ...]]:
    """The house, and one thing in it."""

    def both(life: Life) -> tuple[str, ...]:
        return life.centre.slug, part(life)

    return both, both, MISSING * 2


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
            "opening",
            "opened conversation",
            "cover",
            "sparring question",
            "own sparring question",
            "sampled look",
        )
    },
    **{
        thing: (_by_name(thing), _by_name(thing), MISSING)
        for thing in ("weekly hours", "special day", "time off")
    },
    "conversation booked at the desk": (
        _by_public_id("desk conversation"),
        _by_public_id("desk conversation"),
        MISSING,
    ),
    # As the counsellor finds it: a note begun, and a step in it.
    "conversation to prepare or note": (
        _by_public_id("begun conversation"),
        _by_public_id("begun conversation"),
        MISSING,
    ),
    "link to a conversation": (_by_link("conversation"), _by_public_id("conversation"), MISSING),
    "link to a conversation with choices": (
        _by_link("talk of a colleague"),
        _by_public_id("talk of a colleague"),
        MISSING,
    ),
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
    "minutes of a house": _in_the_house(lambda life: life.things["minutes"].public_id),
    "room of a house": _in_the_house(lambda life: name_of_room(life.things["room"])),
    "hold of a room": _in_the_house(lambda life: life.things["hold"].public_id),
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


# What of their side (Clara's for Clara and Dorte, else Amal's) somebody may be shown somewhere.
OF_PERSON = ("name", "talk", "note", "hidden note", "wish", "readings", "question",
             "responsibility", "handover", "link of conversation", "link of begun conversation",
             "link of earlier conversation", "link of desk conversation",
             "link of talk of a colleague",
             "desk", "of a colleague", "passkey")  # fmt: skip
OF_COUNSELLOR = ("name", "talk", "note", "draft", "wish", "responsibility", "handover", "calendar",
                 "desk", "link of desk conversation", "opening", "sparring", "minutes")  # fmt: skip
OF_HOUSES = ("minutes", "room")
SHOWN: dict[str, tuple[str, ...]] = {
    "amal": OF_PERSON,
    "clara": OF_PERSON,
    "bent": OF_COUNSELLOR,
    "dorte": OF_COUNSELLOR,
    "editor": ("wish", "readings", "question", *OF_HOUSES),
    "lead": ("readings", "question", "minutes"),
    "administrator": OF_HOUSES,
}


def marks_shown_to(visitor: str, house: House) -> set[str]:
    """Every mark this visitor may be shown somewhere; all others, nowhere."""
    side = house.foreign if visitor in {"clara", "dorte"} else house.own
    marks = {mark for what in SHOWN.get(visitor, ()) for mark in side.marks[what]}
    account = house.accounts.get("bent" if visitor == WITHOUT_FACTOR else visitor)
    if visitor == "administrator":
        marks |= {account.mail for account in house.accounts.values()}
        marks |= {mark for what in OF_HOUSES for mark in house.foreign.marks[what]}
    return marks | ({account.mail} if account else set())


def marks_behind_link(thing: str, house: House) -> set[str]:
    """What the holder of Amal's link, or of Bent's feed, may be shown besides."""
    shown = {
        "link to a conversation": {"name", "talk", "link of conversation"},
        "link to a conversation with choices": {
            "name",
            "of a colleague",
            "link of talk of a colleague",
        },
        "link to a begun conversation": {"name", "talk", "note", "link of begun conversation"},
        "calendar feed": {"name"},
    }.get(thing, set())
    return {mark for what in shown for mark in house.own.marks[what]}
