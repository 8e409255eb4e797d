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
from events.organising.access import name_of_period
from events.signups.domain.secrets import link_secret_of as secret_of_sign_up
from events.wishes.domain.secrets import link_secret_of as secret_of_idea
from jobcenter.accounts.policy import Relation
from jobcenter.ui.portraits import LONGEST_SEED

from .people import DISABLED, STAFF, VISITORS, WITHOUT_FACTOR
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


def _date_of(thing: str) -> Callable[[Life], tuple[str, ...]]:
    return lambda life: (life.things[thing].dates.get().public_id,)


type Ids = Callable[[Any], tuple[str, ...]]
MISSING = ("ingen-saadan",)


def _in_the_house(part: Callable[[Life], str]) -> tuple[Ids, Ids, tuple[str, ...]]:
    """The house, and one thing in it."""

    def both(life: Life) -> tuple[str, ...]:
        return life.centre.slug, part(life)

    return both, both, MISSING * 2


def _said(what: str) -> Ids:
    return lambda life: (life.things["chat"].public_id, str(life.things[what]))


def _in_its_chat(thing: str) -> Ids:
    return lambda life: (life.things["chat"].public_id, life.things[thing].public_id)


def _of_import_source(life: Life) -> tuple[str, ...]:
    return life.things["import source"].public_id, life.things["import draft"].public_id


def _pair(life: Life) -> tuple[str, ...]:
    dates = life.things["date"], life.things["date to sign up for"]
    return tuple(date.activity.public_id for date in dates)


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
            "chat",
            "block",
            "call for help",
            "own call for help",
            "report of a message",
            "call",
            "waiting chat",
            "chat with a guest",
            "shared text",
            "opening",
            "opened conversation",
            "cover",
            "sparring question",
            "own sparring question",
            "sampled look",
            "import source",
        )
    },
    **{
        thing: (_by_name(thing), _by_name(thing), MISSING)
        for thing in ("weekly hours", "special day", "time off")
    },
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
    **{
        thing: (*(_in_its_chat(sender),) * 2, MISSING * 2)
        for thing, sender in {
            "file of a chat": "file of the citizen's",
            "file of the citizen's": "file of the citizen's",
            "file of the counsellor's": "file of the counsellor's",
        }.items()
    },
    "passkey": (lambda life: (life.things["passkey"],),) * 2 + (MISSING,),
    "public counsellor": (
        lambda life: (life.counsellor.slug,),
        lambda life: (life.things["left"].slug,),
        MISSING,
    ),
    "public date": (
        lambda life: (life.things["date"].public_id,),
        lambda life: (life.things["date not public"].public_id,),
        MISSING,
    ),
    "date to sign up for": (
        _by_public_id("date to sign up for"),
        lambda life: (life.things["date not public"].public_id,),
        MISSING,
    ),
    "link to a sign-up": (
        lambda life: (secret_of_sign_up(life.things["sign-up"]) or "",),
        _by_public_id("sign-up"),
        MISSING,
    ),
    "place behind a link": (
        lambda life: (
            secret_of_sign_up(life.things["sign-up"]) or "",
            life.things["place"].public_id,
        ),
        lambda life: (life.things["sign-up"].public_id, life.things["place"].public_id),
        MISSING * 2,
    ),
    **{
        name: (_by_public_id(thing),) * 2 + (MISSING,)
        for name, thing in {
            "conversation to cover": "talk of a colleague",
            "conversation booked at the desk": "desk conversation",
            # As the counsellor finds it: a note begun, and a step in it.
            "conversation to prepare or note": "begun conversation",
            "activity of the house": "sent activity",
            "activity of a partner": "draft of a partner",
            "invitation of a partner": "invitation",
            "own place at a partner": "member",
        }.items()
    },
    **{
        name: (_date_of(thing),) * 2 + (MISSING,)
        for name, thing in {
            "date at the house": "sent activity",
            "date of a partner": "draft of a partner",
        }.items()
    },
    "wish for a partner": (
        lambda life: (f"forening-{life.who}", life.things["wish for all"].public_id),
    )
    * 2
    + (MISSING * 2,),
    "organisation at a house": (lambda life: (f"forening-{life.who}", life.centre.slug),) * 2
    + (MISSING * 2,),
    "holiday period of a house": _in_the_house(lambda life: name_of_period(life.things["pause"])),
    "person of a partner of a house": (
        lambda life: (life.centre.slug, f"forening-{life.who}", life.things["member"].public_id),
    )
    * 2
    + (MISSING * 3,),
    "public date to come": (
        _by_public_id("date to sign up for"),
        lambda life: (life.things["date not public"].public_id,),
        MISSING,
    ),
    "short address": (
        lambda life: (life.things["short address"],),
        lambda life: (life.things["short address not public"],),
        MISSING,
    ),
    "printable date of the house": (_by_public_id("date to sign up for"),) * 2 + (MISSING,),
    "poster of the house": (_by_public_id("poster"),) * 2 + (MISSING,),
    "date of the house with first seats": (_by_public_id("date with first seats"),) * 2
    + (MISSING,),
    "date of the house": (_by_public_id("date to sign up for"),) * 2 + (MISSING,),
    "place of the house": (
        lambda life: (
            life.things["date to sign up for"].public_id,
            life.things["place"].public_id,
        ),
    )
    * 2
    + (MISSING * 2,),
    "draft of an import source": (_of_import_source, _of_import_source, MISSING * 2),
    "pair of activities": (_pair, _pair, MISSING * 2),
    "public wish": (_by_public_id("wish for all"), _by_public_id("wish not shown"), MISSING),
    "link to an idea": (
        lambda life: (secret_of_idea(life.things["idea"]) or "",),
        _by_public_id("idea"),
        MISSING,
    ),
    "link to a support": (
        lambda life: (secret_of_idea(life.things["support"]) or "",),
        _by_public_id("support"),
        MISSING,
    ),
    "first seat": (
        lambda life: (life.things["first seat"], life.things["date with first seats"].public_id),
        lambda life: ("andres", life.things["date with first seats"].public_id),
        MISSING * 2,
    ),
    "idea of the house": (_by_public_id("idea"),) * 2 + (MISSING,),
    "photograph": (
        lambda life: (life.counsellor.portrait.name.removeprefix("portraits/"),),
        lambda _life: ("rejst.webp",),
        MISSING,
    ),
    # Everybody mends what they have said themselves: the citizen the question, work the answer.
    "message in a chat": (_said("message"), _said("message"), (*MISSING, "2")),
    "answer in a chat": (_said("answer"), _said("answer"), (*MISSING, "4")),
    "letter": (_by_public_id("chat"), _by_public_id("chat"), MISSING),
    "link to a letter": (
        lambda life: (life.things["secret of letter"],),
        lambda life: (life.things["letter"].public_id,),
        MISSING,
    ),
    "drawing": (lambda _life: ("a",), lambda _life: ("a" * (LONGEST_SEED + 1),), ("b" * 99,)),
    "public house": (
        lambda life: (life.centre.slug,),
        lambda life: (life.things["closed house"].slug,),
        MISSING,
    ),
    "colleague": (lambda life: (f"hanne-{life.who}",),) * 2 + (MISSING,),
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
             "desk", "of a colleague", "passkey", "chat", "call", "letter", "partner's activity",
             "partner's draft", "invitation")  # fmt: skip
OF_COUNSELLOR = ("name", "talk", "note", "draft", "wish", "responsibility", "handover", "calendar",
                 "desk", "link of desk conversation", "opening", "sparring", "minutes",
                 "chat", "chats at work", "shared text", "call", "block", "sign-up")  # fmt: skip
OF_HOUSES = ("minutes", "room")
SHOWN: dict[str, tuple[str, ...]] = {
    "amal": OF_PERSON,
    "clara": OF_PERSON,
    "bent": OF_COUNSELLOR,
    "dorte": OF_COUNSELLOR,
    "editor": (
        "wish",
        "readings",
        "question",
        "sign-up",
        "idea",
        "wish not shown",
        "import source",
        "planned activity",
        "partner's activity",
        *OF_HOUSES,
    ),
    "lead": ("readings", "question", "minutes", "chat", "block", "report"),
    # Who would delete a house is told what goes with it.
    "administrator": (
        *OF_HOUSES,
        "planned activity",
        "partner's activity",
        "partner's draft",
        "import source",
        "wish not shown",
    ),
}


def marks_shown_to(visitor: str, house: House) -> set[str]:
    """Every mark this visitor may be shown somewhere; all others, nowhere."""
    side = house.foreign if visitor in {"clara", "dorte"} else house.own
    marks = {mark for what in SHOWN.get(visitor, ()) for mark in side.marks[what]}
    account = house.accounts.get("bent" if visitor == WITHOUT_FACTOR else visitor)
    if visitor == "administrator":
        works_here = {*STAFF, DISABLED}
        marks |= {house.accounts[name].mail for name in works_here}
        marks |= {mark for what in OF_HOUSES for mark in house.foreign.marks[what]}
    return marks | ({account.mail} if account else set())


# Of a citizen, more than a name. The words in the sample of a team lead name nobody: decision 0040.
BEYOND_A_NAME = ("talk", "note", "hidden note", "draft", "wish", "question", "handover", "desk",
                 "of a colleague", "chat", "chats at work", "call", "letter", "sign-up",
                 "idea", "support")  # fmt: skip

# A nickname, and what the counsellor has written in the chat.
NO_LOOK = ("chatnavn", "chatsvar")


def of_citizens(house: House) -> set[str]:
    """Marks whose being shown to staff is a look at somebody."""
    lives = (house.own, house.foreign)
    marks = {mark for life in lives for what in BEYOND_A_NAME for mark in life.marks[what]}
    return {mark for mark in marks if not mark.endswith(NO_LOOK)}


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
        "link to a letter": {"link of letter"},
        "link to a sign-up": {"sign-up"},
        "place behind a link": {"sign-up"},
        "link to an idea": {"idea"},
        "link to a support": {"support"},
    }.get(thing, set())
    return {mark for what in shown for mark in house.own.marks[what]}
