"""Ten copies of one form at the same moment: one effect, the same answer ten times."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from counsellors.conversations.domain.booking import book_conversation
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.conversations.domain.moving import move_conversation
from counsellors.conversations.domain.wishing import WishRequest, leave_wish
from counsellors.models import Conversation, Wish
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, Scene, at, set_the_scene
from tests.races.arena import Act, Race, race, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

COPIES = 10


def copies_of(make: Callable[[int], Act], *, how_often: int) -> Race:
    return race(lambda turn: [make(turn)] * COPIES, rounds=how_often, lanes=COPIES)


def booking(scene: Scene) -> Callable[[int], Act]:
    def make(turn: int) -> Act:
        key, who = mint_form_key(form="book"), scene.colleague(slug=f"colleague-{turn}")
        request = scene.request(counsellor=who.slug, email="", phone=f"+452030{turn:04}")

        def act() -> tuple[object, ...]:
            booked = book_conversation(
                request=request, form_key=key, address=f"10.0.0.{turn}", now=NOW
            )
            return booked.conversation.public_id, booked.link_secret, booked.spoken_code

        return act

    return make


def the_same_answer_in_each_round(result: Race) -> bool:
    return all(
        not any(o.error for o in one_round) and len({o.value for o in one_round}) == 1
        for one_round in result.by_round
    )


def test_ten_copies_of_a_booking_book_once():
    how_often = rounds(10)

    result = copies_of(booking(set_the_scene()), how_often=how_often)

    assert the_same_answer_in_each_round(result), result.errors
    assert Conversation.objects.count() == how_often
    assert Notice.objects.filter(kind="conversation_booked").count() == how_often


def test_ten_copies_of_a_move_move_once():
    scene = set_the_scene()
    how_often = rounds(10)
    conversations = [
        scene.book(
            counsellor=scene.colleague(slug=f"c{n}").slug, email=f"{n}@example.org"
        ).conversation
        for n in range(how_often)
    ]

    def moving(turn: int) -> Act:
        key, conversation = mint_form_key(form="move"), conversations[turn]
        return lambda: (
            move_conversation(
                conversation=conversation, start=at(11), form_key=key, now=NOW
            ).conversation.public_id
        )

    result = copies_of(moving, how_often=how_often)

    assert the_same_answer_in_each_round(result), result.errors
    assert Conversation.objects.booked().filter(during__startswith=at(11)).count() == how_often
    assert Notice.objects.filter(kind="conversation_moved").count() == how_often


def test_ten_copies_of_a_wish_leave_one():
    scene = set_the_scene()
    how_often = rounds(10)

    def wishing(turn: int) -> Act:
        key = mint_form_key(form="wish")
        request = WishRequest(
            centre=scene.centre.slug, name="Amal", email=f"{turn}@example.org", words="Fredag"
        )
        return lambda: (
            leave_wish(
                request=request, form_key=key, address=f"10.0.0.{turn}", now=NOW
            ).wish.public_id
        )

    result = copies_of(wishing, how_often=how_often)

    assert the_same_answer_in_each_round(result), result.errors
    assert Wish.objects.count() == how_often
    assert Notice.objects.filter(kind="wish_received").count() == how_often


def test_ten_cancels_cancel_once():
    scene = set_the_scene()
    conversation = scene.book().conversation

    result = copies_of(
        lambda turn: lambda: cancel_conversation(conversation=conversation, now=NOW).was_already,
        how_often=1,
    )

    assert sorted(o.value for o in result.outcomes) == [False] + [True] * (COPIES - 1)
    assert Notice.objects.filter(kind="conversation_cancelled").count() == 1


def test_without_the_key_the_copies_get_different_answers(monkeypatch):
    monkeypatch.setattr(
        "counsellors.conversations.domain.booking.claim_submission", lambda **claim: None
    )

    result = copies_of(booking(set_the_scene()), how_often=1)

    assert not the_same_answer_in_each_round(result)


def test_without_the_condition_ten_cancels_send_several_messages(monkeypatch):
    scene = set_the_scene()
    conversation = scene.book().conversation
    monkeypatch.setattr(
        "counsellors.conversations.models.ConversationQuerySet.upcoming", lambda rows, now: rows
    )

    result = copies_of(
        lambda turn: lambda: cancel_conversation(conversation=conversation, now=NOW).was_already,
        how_often=1,
    )

    assert [o.value for o in result.outcomes].count(False) > 1
