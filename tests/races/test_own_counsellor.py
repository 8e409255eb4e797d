"""Many people, one last place; many changes, one own counsellor."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db.models import Count

from counsellors.models import Conversation, Offer, Responsibility
from counsellors.responsibility.domain.choosing import leave_own_counsellor
from counsellors.responsibility.domain.handing_over import accept_handover
from counsellors.responsibility.domain.offering import accept_offer
from counsellors.responsibility.domain.reading import people_of
from jobcenter.accounts.models import User
from tests.counsellors.conversations.story import NOW, Scene, at, set_the_scene
from tests.counsellors.responsibility.story import account, ceiling, choose, propose
from tests.factories.citizens import CitizenFactory
from tests.races.arena import Act, race, rounds
from tests.races.sabotage import without_constraint, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

LATER = NOW + timedelta(minutes=1)
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


def everybody_comes(scene: Scene, turn: int) -> list[Act]:
    """By the three ways there are: a choice, a yes to an offer, a yes to a handover."""
    dorte, counsellor = (scene.colleague(slug=f"{one}-{turn}") for one in ("dorte", "counsellor"))

    def act(n: int) -> Act:
        user = account(f"{turn}.{n}@example.org")
        citizen = CitizenFactory(user=user)
        if n % 3 == 0:
            return lambda: choose(user, counsellor, now=LATER)
        if n % 3 == 1:
            made = Offer.objects.create(
                citizen=citizen, counsellor=counsellor, name="Amal", made_at=NOW
            )
            return lambda: accept_offer(offer=made, language="da", user=user, now=LATER)
        held = Responsibility.objects.create(
            citizen=citizen, counsellor=dorte, name="Amal", during=(NOW, None), came_by="chosen"
        )
        card = propose(held, counsellor, by=user)
        return lambda: accept_handover(handover=card, user=user, now=LATER)

    return [act(n) for n in range(PEOPLE)]


def test_ceiling_holds_whichever_way_fifty_people_come():
    scene = set_the_scene()
    ceiling(scene.centre, MOST)
    how_often = rounds(10)

    result = race(lambda turn: everybody_comes(scene, turn), rounds=how_often, lanes=PEOPLE)

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


def one_person_books_and_leaves_besides(scene: Scene, turn: int) -> list[Act]:
    """All of that, and two bookings and two goodbyes among it; see also test_changed_hours.py."""
    changes = one_person_wants_everything(scene, turn)
    amal = User.objects.get(email=f"amal.{turn}@example.org")

    def leave():
        return leave_own_counsellor(user=amal, now=LATER)

    def book(hour: int, whose: str) -> Act:
        return lambda: scene.book(
            counsellor=f"{whose}-{turn}", start=at(hour), email=amal.email, user=amal, now=LATER
        )

    return [*changes[:4], leave, book(9, "Bent"), *changes[4:8], leave, book(11, "Dorte")]


def test_bookings_stand_whoever_is_chosen_left_and_handed_over_meanwhile():
    scene = set_the_scene()
    how_often = rounds(20)

    result = race(
        lambda turn: one_person_books_and_leaves_besides(scene, turn), rounds=how_often, lanes=12
    )

    assert current_per_person() <= {1}
    # A card goes with the period it was written in; whoever says yes after that is told.
    assert set(result.errors) <= {"HandoverIsOver"}
    assert Conversation.objects.booked().count() == 2 * how_often


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
