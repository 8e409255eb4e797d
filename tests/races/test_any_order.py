"""Book, cancel, move and block the same hour at the same moment: some order explains what came of
it, and everybody is told once about each change.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import permutations

import pytest

from counsellors.availability.domain.absences import block_time
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.models import Absence, Conversation
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, Scene, at, move, set_the_scene
from tests.races.arena import Act, Outcome, race, rounds
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

ACTS = ("amal cancels", "amal moves", "clara books", "erik moves in", "bent blocks")


@dataclass
class World:
    """The model: what one act after the other does to Bent's Monday at nine."""

    holds_nine: str
    amal_is_booked: bool = True
    is_blocked: bool = False
    touched: str = ""

    def do(self, act: str) -> bool:
        return bool(getattr(self, act.replace(" ", "_"))())

    def amal_leaves(self) -> bool:
        if not self.amal_is_booked:
            return False
        self.amal_is_booked = False
        if self.holds_nine == "amal":
            self.holds_nine = ""
        return True

    amal_cancels = amal_moves = amal_leaves

    def clara_books(self) -> bool:
        return self._comes("clara")

    def erik_moves_in(self) -> bool:
        return self._comes("erik")

    def _comes(self, who: str) -> bool:
        if self.holds_nine or self.is_blocked:
            return False
        self.holds_nine = who
        return True

    def bent_blocks(self) -> bool:
        self.is_blocked, self.touched = True, self.holds_nine
        return True


Story = tuple[tuple[bool, ...], str, str]


def every_story(*, holds_nine: str) -> set[Story]:
    """In all orders: which acts succeed, who has nine in the end, whom the block touched."""
    stories = set()
    for order in permutations(ACTS):
        world = World(holds_nine=holds_nine)
        done = {act: world.do(act) for act in order}
        stories.add((tuple(done[act] for act in ACTS), world.holds_nine, world.touched))
    return stories


class Hour:
    """One round: a counsellor of its own, Amal at nine (in every other round at ten, so that nine
    is free from the start), Erik at thirteen.
    """

    def __init__(self, scene: Scene, turn: int) -> None:
        self.scene, self.turn = scene, turn
        self.bent = scene.colleague(slug=f"bent-{turn}-of-the-race")
        self.amal_is_at_nine = turn % 2 == 0
        self.amal = self._book("amal", at(9 if self.amal_is_at_nine else 10))
        self.erik = self._book("erik", at(13))
        self.before = self._notices()

    def _book(self, who: str, start) -> Conversation:
        return self.scene.book(
            counsellor=self.bent.slug,
            start=start,
            name=who,
            email=f"{who}@round-{self.turn}.example.org",
        ).conversation

    def acts(self) -> list[Act]:
        nine = period(at(9), at(10))
        return [
            lambda: cancel_conversation(conversation=self.amal, now=NOW),
            lambda: move(self.amal, at(11)),
            lambda: self._book("clara", at(9)),
            lambda: move(self.erik, at(9)),
            lambda: block_time(counsellor=self.bent, during=nine, actor=None, now=NOW),
        ]

    def is_explained(self, outcomes: list[Outcome]) -> bool:
        holds_nine = "amal" if self.amal_is_at_nine else ""
        return self.story(outcomes) in every_story(holds_nine=holds_nine)

    def story(self, outcomes: list[Outcome]) -> Story:
        # A row that was moved away from since is emptied: only Amal's can be such a one.
        names = dict(self._all().values_list("public_id", "name"))
        touched = [names[one] or "amal" for one in outcomes[-1].value.touched]
        at_nine = [one.name for one in self._all().booked().filter(during__startswith=at(9))]
        return (
            tuple(outcome.won for outcome in outcomes),
            "+".join(at_nine),
            "+".join(touched),
        )

    def _all(self):
        return Conversation.objects.filter(counsellor=self.bent)

    def _notices(self) -> Counter[tuple[str, str]]:
        told = Notice.objects.exclude(kind="conversation_reminder")
        told = told.filter(recipient__endswith=f"@round-{self.turn}.example.org")
        return Counter((one.kind, one.recipient) for one in told)

    def told(self) -> list[tuple[str, str, int]]:
        return sorted((*what, often) for what, often in (self._notices() - self.before).items())

    def should_be_told(self, outcomes: list[Outcome]) -> list[tuple[str, str, int]]:
        kinds = ("cancelled", "moved", "booked", "moved")
        people = ("amal", "amal", "clara", "erik")
        return sorted(
            (f"conversation_{kind}", f"{who}@round-{self.turn}.example.org", 1)
            for kind, who, outcome in zip(kinds, people, outcomes, strict=False)
            if outcome.won
        )


def play(*, how_often: int) -> list[tuple[Hour, list[Outcome]]]:
    scene = set_the_scene()
    hours: list[Hour] = []

    def acts_of(turn: int) -> list[Act]:
        hours.append(Hour(scene, turn))
        return hours[-1].acts()

    result = race(acts_of, rounds=how_often, lanes=len(ACTS))
    return list(zip(hours, result.by_round, strict=True))


def test_some_order_explains_every_outcome_and_everybody_is_told_once():
    for hour, outcomes in play(how_often=rounds(40)):
        assert hour.is_explained(outcomes), hour.story(outcomes)
        assert hour.told() == hour.should_be_told(outcomes)
        assert Absence.objects.filter(counsellor=hour.bent).count() == 1


def test_without_the_counsellors_lock_no_order_explains_it():
    with without_row_locks():
        played = play(how_often=40)

    assert not all(hour.is_explained(outcomes) for hour, outcomes in played)


def test_the_model_knows_every_way_it_can_end():
    assert len(every_story(holds_nine="amal")) == 8
    assert {story[1] for story in every_story(holds_nine="")} == {"", "clara", "erik"}
