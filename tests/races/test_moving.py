"""Twenty people, each with a time of their own, all want the one that is free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

import pytest

from counsellors.conversations.domain.moving import move_conversation
from counsellors.models import Conversation
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, Scene, at, set_the_scene
from tests.factories.counsellors import ConversationFactory
from tests.races.arena import Act, Race, race, rounds
from tests.races.sabotage import without_constraint, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

CITIZENS = 20
Place = tuple[str, datetime]


class MusicalChairs:
    """Twenty-one times with two counsellors, twenty people on them. Whoever gets the free one
    leaves their own, which is what everybody wants in the next round.
    """

    def __init__(self, scene: Scene) -> None:
        people = [scene.bent, scene.colleague(first_name="Dorte")]
        times = [at(9 + n % 6, weeks=n // 6) for n in range(CITIZENS + 1)]
        self.free: Place = (people[0].slug, times[CITIZENS])
        for n, start in enumerate(times[:CITIZENS]):
            ConversationFactory(
                counsellor=people[n % 2],
                centre=scene.centre,
                topic=scene.topic,
                starts_at=start,
                ends_at=start + timedelta(minutes=45),
            )

    def everybody_moves(self, turn: int) -> list[Act]:
        held = list(Conversation.objects.booked().select_related("counsellor"))
        self.held_before = {one.citizen_id: place_of(one) for one in held}
        self.free_before = self.free
        return [self.move(one, turn) for one in held]

    def move(self, conversation: Conversation, turn: int) -> Act:
        counsellor, start = self.free
        key = mint_form_key(form="move")

        def act() -> None:
            move_conversation(
                conversation=conversation,
                start=start,
                counsellor=counsellor,
                form_key=key,
                # Ten moves an hour are enough for anybody; these people have all day.
                now=NOW + timedelta(minutes=20 * turn),
            )
            self.free = place_of(conversation)

        return act


def place_of(conversation: Conversation) -> Place:
    return conversation.counsellor.slug, conversation.starts_at


def play(*, how_often: int) -> tuple[Race, list[str]]:
    """The race, and what was wrong after each round."""
    chairs = MusicalChairs(set_the_scene())
    wrong: list[str] = []

    def next_round(turn: int) -> list[Act]:
        if turn:
            wrong.extend(f"round {turn - 1}: {found}" for found in _what_is_wrong(chairs))
        return chairs.everybody_moves(turn)

    result = race(next_round, rounds=how_often, lanes=CITIZENS)
    wrong.extend(f"the last round: {found}" for found in _what_is_wrong(chairs))
    return result, wrong


def _what_is_wrong(chairs: MusicalChairs) -> Iterator[str]:
    booked = list(Conversation.objects.booked().select_related("counsellor"))
    now = {one.citizen_id: place_of(one) for one in booked}
    moved = {citizen for citizen in now if now[citizen] != chairs.held_before[citizen]}
    if len(booked) != CITIZENS or now.keys() != chairs.held_before.keys():
        yield f"{len(booked)} conversations for {len(now)} people"
    if len(moved) != 1:
        yield f"{len(moved)} people moved into one time"
    if len(set(now.values())) != CITIZENS:
        yield "two people have the same time"


def test_one_of_twenty_moves_and_the_others_keep_their_time():
    how_often = rounds(60)

    result, wrong = play(how_often=how_often)

    assert wrong == []
    assert len(result.winners) == how_often
    assert result.errors == {"TimeAlreadyTaken": how_often * (CITIZENS - 1)}
    assert Notice.objects.filter(kind="conversation_moved").count() == how_often
    waiting = Notice.objects.filter(kind="conversation_reminder", state="queued")
    assert waiting.count() == waiting.values("subject").distinct().count()


@contextmanager
def guards_off() -> Iterator[None]:
    with ExitStack() as off:
        for rule in (
            "one_conversation_at_a_time_per_counsellor",
            "one_booked_conversation_per_calendar_uid",
        ):
            off.enter_context(without_constraint(Conversation, rule))
        off.enter_context(without_row_locks())
        yield


def test_without_the_guards_several_people_move_into_one_time():
    with guards_off():
        _result, wrong = play(how_often=3)

        assert any("moved into one time" in found for found in wrong), wrong
