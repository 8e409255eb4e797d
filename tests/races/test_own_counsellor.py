"""Many people, one last place; many changes, one own counsellor."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db.models import Count

from counsellors.models import Responsibility
from counsellors.responsibility.domain.handing_over import accept_handover
from counsellors.responsibility.domain.reading import people_of
from tests.counsellors.conversations.story import NOW, Scene, set_the_scene
from tests.counsellors.responsibility.story import account, ceiling, choose, propose
from tests.races.arena import Act, race, rounds
from tests.races.sabotage import without_constraint, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

PEOPLE = 50
MOST = 3


def everybody_chooses(scene: Scene, turn: int) -> list[Act]:
    counsellor = scene.colleague(slug=f"counsellor-{turn}")
    people = [account(f"{turn}.{n}@example.org") for n in range(PEOPLE)]
    return [lambda user=user: choose(user, counsellor) for user in people]


def test_ceiling_holds_when_fifty_people_choose_at_once():
    scene = set_the_scene()
    ceiling(scene.centre, MOST)
    how_often = rounds(10)

    result = race(lambda turn: everybody_chooses(scene, turn), rounds=how_often, lanes=PEOPLE)

    assert [sum(o.won for o in one_round) for one_round in result.by_round] == [MOST] * how_often
    assert result.errors == {"CounsellorHasEnoughPeople": how_often * (PEOPLE - MOST)}


def test_without_row_locks_more_people_than_the_ceiling_get_in():
    scene = set_the_scene()
    ceiling(scene.centre, MOST)
    with without_row_locks():
        result = race(lambda turn: everybody_chooses(scene, turn), rounds=5, lanes=25)

    assert max(sum(o.won for o in one_round) for one_round in result.by_round) > MOST


def one_person_wants_everything(scene: Scene, turn: int) -> list[Act]:
    """Two changes of mind, a yes to a handover sent twice: all at the same moment."""
    amal = account(f"amal.{turn}@example.org")
    bent, dorte, erika, freja = (
        scene.colleague(slug=f"{name}-{turn}", first_name=name)
        for name in ("Bent", "Dorte", "Erika", "Freja")
    )
    card = propose(choose(amal, bent).responsibility, dorte)

    def accept():
        return accept_handover(handover=card, user=amal, now=NOW + timedelta(minutes=1))

    def change(counsellor):
        return lambda: choose(amal, counsellor, now=NOW + timedelta(minutes=1))

    return [accept, change(erika), accept, change(freja)] * 3


def current_per_person() -> set[int]:
    rows = Responsibility.objects.current().values("citizen").annotate(count=Count("pk"))
    return {row["count"] for row in rows}


def test_changes_and_handovers_at_once_leave_one_own_counsellor():
    scene = set_the_scene()

    result = race(
        lambda turn: one_person_wants_everything(scene, turn), rounds=rounds(20), lanes=12
    )

    assert current_per_person() == {1}
    assert set(result.errors) <= {"HandoverIsOver"}


def test_without_the_guards_somebody_has_two_own_counsellors():
    scene = set_the_scene()
    with ExitStack() as off:
        off.enter_context(without_constraint(Responsibility, "one_own_counsellor_at_any_instant"))
        off.enter_context(without_row_locks())
        race(lambda turn: one_person_wants_everything(scene, turn), rounds=10, lanes=12)

        assert max(current_per_person()) > 1


def test_both_yes_to_one_handover_give_one_period():
    scene = set_the_scene()
    dorte = scene.colleague(slug="dorte", first_name="Dorte")

    def twice(turn: int) -> list[Act]:
        amal = account(f"amal.{turn}@example.org")
        card = propose(choose(amal, scene.bent).responsibility, dorte)

        def accept():
            return accept_handover(handover=card, user=amal, now=NOW + timedelta(minutes=1))

        return [accept, accept]

    result = race(twice, rounds=rounds(20), lanes=2)

    assert not result.errors
    assert people_of(dorte).count() == rounds(20)
    assert [chosen.was_already for chosen in result.winners].count(False) == rounds(20)
