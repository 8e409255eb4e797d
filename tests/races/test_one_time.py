"""Many people, one time."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from counsellors.conversations.domain.booking import book_conversation
from counsellors.conversations.domain.refusals import TimeAlreadyTaken, TimeRefused
from counsellors.models import Conversation
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, Scene, at, set_the_scene
from tests.races.arena import Act, race, rounds
from tests.races.sabotage import without_constraint, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

CITIZENS = 200


def everybody_wants(scene: Scene, turn: int, *, citizens: int = CITIZENS) -> list[Act]:
    """The same Monday at nine with a counsellor who is new in every round."""
    counsellor = scene.colleague(slug=f"counsellor-{turn}")
    return [book(scene, counsellor.slug, turn, n) for n in range(citizens)]


def book(scene: Scene, counsellor: str, turn: int, n: int) -> Act:
    request = scene.request(counsellor=counsellor, email=f"{turn}.{n}@example.org")
    key, address = mint_form_key(form="book"), f"10.{turn % 250}.{n // 250}.{n % 250}"
    return lambda: book_conversation(request=request, form_key=key, address=address, now=NOW)


def test_one_of_two_hundred_citizens_gets_the_time_in_each_round(record_property):
    scene = set_the_scene()
    how_often = rounds(100)

    result = race(lambda turn: everybody_wants(scene, turn), rounds=how_often)

    assert [sum(o.won for o in one_round) for one_round in result.by_round] == [1] * how_often
    assert Conversation.objects.booked().count() == how_often
    assert result.errors == {"TimeAlreadyTaken": how_often * (CITIZENS - 1)}
    record_property("p99_ms", round(1000 * result.percentile(0.99)))


def test_every_loser_is_offered_three_alternatives():
    scene = set_the_scene()

    result = race(lambda turn: everybody_wants(scene, turn, citizens=12), lanes=12)

    losers = [o.error for o in result.outcomes if isinstance(o.error, TimeRefused)]
    assert len(losers) == 11
    for loser in losers:
        assert isinstance(loser, TimeAlreadyTaken)
        assert [time.start for time in loser.alternatives] == [at(9, 45), at(10), at(10, 15)]


def test_without_the_guards_several_people_get_the_same_time():
    scene = set_the_scene()
    with ExitStack() as off:
        off.enter_context(
            without_constraint(Conversation, "one_conversation_at_a_time_per_counsellor")
        )
        off.enter_context(without_row_locks())
        result = race(lambda turn: everybody_wants(scene, turn, citizens=40), rounds=5)

        assert max(sum(o.won for o in one_round) for one_round in result.by_round) > 1
