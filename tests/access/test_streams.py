"""The stream is no page of Django's, so the matrix does not find it: every visitor knocks here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import translation

from counsellors.models import Thread
from counsellors.safety.domain import come_to_help, end_help
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.accounts.policy import Relation
from jobcenter.shared.bells import ring_desk
from tests.counsellors.conversations.story import NOW
from tests.jobcenter.bell.ringers import PATIENT, Browser, running_bell
from tests.jobcenter.bell.ringers import House as RunningBell

from . import scene
from .cells import FOREIGN, MISSING, OWN
from .people import KNOWN_AS, VISITORS
from .scene import House
from .things import NOBODY, OPENED_BY, ids_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

# Whom the two doors of a talk let in, taken together: the bell has one for both.
DOORS = (Relation.PERSON, Relation.COUNSELLOR)


@pytest.fixture
def house(transactional_db, eight_topics) -> Iterator[House]:
    """Written for good: the bell reads over connections of its own."""
    with translation.override("da"), time_machine.travel(NOW):
        yield scene.build()


@pytest.fixture
def bell(house) -> Iterator[RunningBell]:
    with running_bell(PATIENT) as running:
        yield running


def knock(bell: RunningBell, house: House, visitor: str, query: str) -> Browser:
    cookies = house.browsers[visitor].cookies.values()
    cookie = "; ".join(f"{one.key}={one.value}" for one in cookies)
    return Browser(bell.port, query, cookie=cookie)


def answer(bell: RunningBell, house: House, visitor: str, query: str) -> object:
    """The numbers of the first frame, or everything by which one refusal differs from another."""
    browser = knock(bell, house, visitor, query)
    try:
        if browser.status == 200:
            return browser.next()
        return browser.status, {k: v for k, v in browser.headers.items() if k != "date"}
    finally:
        browser.close()


def may_hear(visitor: str, whose: str) -> bool:
    let_in = {who for door in DOORS for who in OPENED_BY[whose].get(door, NOBODY)}
    is_known = visitor in {"amal", "clara"} or KNOWN_AS[visitor].has_shown_second_factor
    return visitor in let_in and is_known


def where_is(house: House, whose: str) -> dict[str, int]:
    thread = (house.own if whose == OWN else house.foreign).things["chat"]
    return {thread.public_id: thread.last_seq}


def on_the_desk(house: House, whose: str) -> dict[str, int]:
    """Their own talk, the one they were invited to, and what waits at their house."""
    things = (house.own if whose == OWN else house.foreign).things
    chats = [things[name].pk for name in ("chat", "chat with a guest", "waiting chat")]
    return dict(Thread.objects.filter(pk__in=chats).values_list("public_id", "last_seq"))


def test_every_visitor_hears_of_their_own_talk_and_of_no_other(bell, house):
    nothing = answer(bell, house, "anonymous", "?thread=ingen-saadan")
    assert nothing[0] == 404

    for visitor in VISITORS:
        for whose in (OWN, FOREIGN, MISSING):
            (public_id,) = ids_of("chat", whose, house)
            expected = where_is(house, whose) if may_hear(visitor, whose) else nothing
            assert answer(bell, house, visitor, f"?thread={public_id}") == expected, (
                visitor,
                whose,
            )
        theirs = [where_is(house, whose) for whose in (OWN, FOREIGN) if may_hear(visitor, whose)]
        expected = theirs[0] if theirs else nothing
        assert answer(bell, house, visitor, f"?{both_talks(house)}") == expected, visitor


def test_desk_opens_for_counsellors_with_their_own_talks_and_for_leads_with_none(bell, house):
    nothing = answer(bell, house, "anonymous", "?thread=ingen-saadan")
    desks = {"bent": on_the_desk(house, OWN), "dorte": on_the_desk(house, FOREIGN), "lead": {}}

    for visitor in VISITORS:
        expected = desks.get(visitor, nothing)
        assert answer(bell, house, visitor, "?desk=1") == expected, visitor


def test_call_for_help_is_heard_at_its_own_house_and_what_else_rings_there_by_counsellors(
    bell, house
):
    """The lead hears that somebody calls, and of the talks and the line of the house nothing."""
    open_desks = {name: knock(bell, house, name, "?desk=1") for name in ("bent", "dorte", "lead")}
    for browser in open_desks.values():
        browser.next()

    ring_desk(desk=f"centre:{house.own.centre.pk}")
    assert open_desks["bent"].next() == {}
    assert open_desks["lead"].is_silent()
    come_to_help(call=house.own.things["call for help"], counsellor=house.own.counsellor)
    assert open_desks["bent"].next() == {}
    assert open_desks["lead"].next() == {}
    assert open_desks["dorte"].is_silent()
    end_help(call=house.foreign.things["own call for help"])
    assert open_desks["dorte"].next() == {}
    assert open_desks["lead"].is_silent()

    Role.objects.filter(kind=RoleKind.TEAM_LEAD).delete()
    end_help(call=house.own.things["own call for help"])
    open_desks["lead"].next("kick")
    assert answer(bell, house, "lead", "?desk=1")[0] == 404
    for browser in open_desks.values():
        browser.close()


def both_talks(house: House) -> str:
    return "&".join(f"thread={ids_of('chat', whose, house)[0]}" for whose in (OWN, FOREIGN))
