"""One citizen with two counsellors, two counsellors with one room."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

import pytest

from counsellors.conversations.domain.booking import book_conversation
from counsellors.models import Conversation
from jobcenter.limits.models import Allowance
from jobcenter.shared.transactions import TRIES
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, Scene, at, set_the_scene
from tests.races.arena import Act, Race, race, rounds
from tests.races.sabotage import without_constraint, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

LANES = 8


def book(scene: Scene, n: int, **wanted: object) -> Act:
    request = scene.request(**wanted)
    key = mint_form_key(form="book")
    return lambda: book_conversation(request=request, form_key=key, address=f"10.0.0.{n}", now=NOW)


def one_citizen_everywhere(*, how_often: int) -> Race:
    """The same address books eight counsellors at overlapping times; a new person every round."""
    scene = set_the_scene()
    people = [scene.bent, *(scene.colleague(slug=f"colleague-{n}") for n in range(LANES - 1))]

    def wants(turn: int) -> list[Act]:
        begin_anew()
        return [
            book(scene, n, counsellor=who.slug, start=at(9, 15 * (n % 3)), email=f"{turn}@a.dk")
            for n, who in enumerate(people)
        ]

    return race(wants, rounds=how_often, lanes=LANES)


def test_one_citizen_is_in_one_conversation_at_a_time():
    how_often = rounds(20)

    result = one_citizen_everywhere(how_often=how_often)

    assert [sum(o.won for o in one_round) for one_round in result.by_round] == [1] * how_often
    assert result.errors == {"CannotBookWithThisContact": how_often * (LANES - 1)}


def test_without_the_guard_one_citizen_is_in_several_conversations():
    with without_constraint(Conversation, "one_conversation_at_a_time_per_citizen"):
        result = one_citizen_everywhere(how_often=1)

        assert sum(o.won for o in result.outcomes) > 1


def begin_anew() -> None:
    """As on another day: neither the conversations nor what was counted per address."""
    Conversation.objects.all().delete()
    Allowance.objects.all().delete()


def the_last_rooms(*, rooms: int, how_often: int) -> tuple[Race, list[int]]:
    """Eight people want eight counsellors in person at the same hour, in a house with few rooms."""
    scene = set_the_scene(rooms=rooms)
    people = [scene.bent, *(scene.colleague(slug=f"colleague-{n}") for n in range(LANES - 1))]
    most_in_one_room: list[int] = []

    def wants(turn: int) -> list[Act]:
        used = Counter(Conversation.objects.booked().values_list("room", flat=True))
        most_in_one_room.append(max(used.values(), default=0))
        begin_anew()
        return [
            book(scene, n, counsellor=who.slug, mode="in_person", email=f"{turn}.{n}@a.dk")
            for n, who in enumerate(people)
        ]

    return race(wants, rounds=how_often, lanes=LANES), most_in_one_room


@pytest.mark.parametrize("free", [1, 3])
def test_every_room_is_used_and_none_twice(free):
    how_often = rounds(15)

    result, most = the_last_rooms(rooms=free, how_often=how_often)

    assert [sum(o.won for o in one_round) for one_round in result.by_round] == [free] * how_often
    # Somebody may lose as many rooms as there are tries; with fewer rooms the next look finds none.
    losers = {"NoRoomFree", "RoomJustTaken"} if free >= TRIES else {"NoRoomFree"}
    assert result.errors.keys() <= losers
    assert result.errors.total() == how_often * (LANES - free)
    assert set(most) <= {0, 1}


def test_without_the_guards_two_conversations_take_one_room():
    with ExitStack() as off:
        off.enter_context(without_constraint(Conversation, "one_conversation_at_a_time_per_room"))
        off.enter_context(without_row_locks())
        result, most = the_last_rooms(rooms=1, how_often=4)

        assert max(len([o for o in r if o.won]) for r in result.by_round) > 1
        assert max(most) > 1
