"""Moving: the old time is kept until the new one stands, and nothing about it stays behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.conversations.domain.refusals import (
    AlreadyHaveAConversationThen,
    CannotBookWithThisContact,
    ConversationHasBegun,
    ConversationHasChanged,
    ConversationIsCancelled,
    NoRoomFree,
    ThatIsTheTimeYouHave,
    TimeAlreadyTaken,
    TimeIsNotOnOffer,
)
from counsellors.models import Conversation
from jobcenter.audit.models import Change
from jobcenter.limits.domain import TooManyAttempts
from tests.counsellors.conversations.story import NOW, at, everything, move, set_the_scene
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import WorkingHoursFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(scene):
    return scene.book(agenda="Et nyt job", needs=("companion",), wants_reminder=False)


def stands(conversation):
    conversation.refresh_from_db()
    return conversation.status == "booked" and conversation.name == "Amal"


def test_a_moved_conversation_is_the_same_one_at_another_time(scene, hers):
    before = hers.conversation
    moved = move(before, at(11)).conversation

    assert moved.starts_at == at(11)
    for kept in ("calendar_uid", "agenda", "needs", "name", "email", "citizen", "wants_reminder"):
        assert getattr(moved, kept) == getattr(before, kept), kept
    assert bytes(moved.link_hash) == bytes(before.link_hash)
    assert moved.sequence == before.sequence + 1
    assert moved.moved_from == before


def test_a_phone_only_booking_keeps_its_spoken_code(scene):
    hers = scene.book(email="", phone="+4520304050").conversation

    assert bytes(move(hers, at(11)).conversation.spoken_code_hash) == bytes(hers.spoken_code_hash)


def test_the_old_row_is_emptied_so_moving_leaves_no_trace(scene, hers):
    move(hers.conversation, at(11))

    old = Conversation.objects.get(pk=hers.conversation.pk)
    assert (old.status, old.erased_at) == ("cancelled", NOW)
    assert (old.citizen, old.name, old.email, old.agenda, old.needs) == (None, "", "", "", [])


def test_the_old_time_is_free_for_others_at_once(scene, hers):
    move(hers.conversation, at(11))

    assert scene.book(start=at(9), email="clara@example.org").conversation.starts_at == at(9)


def test_a_conversation_moves_to_a_time_that_overlaps_its_own(scene, hers):
    assert move(hers.conversation, at(9, 15)).conversation.starts_at == at(9, 15)


def test_a_conversation_in_person_moves_a_quarter_within_the_only_room():
    scene = set_the_scene(rooms=1)
    hers = scene.book(mode="in_person").conversation

    moved = move(hers, at(9, 15)).conversation

    assert moved.room == hers.room


def test_a_conversation_moves_to_another_counsellor_house_and_way(scene, hers):
    house = CentreFactory(topics=[scene.topic])
    dorte = scene.colleague(first_name="Dorte")
    WorkingHoursFactory(counsellor=dorte, centre=house, weekday=2, modes=["video"])

    moved = move(
        hers.conversation,
        at(9) + timedelta(days=1),
        counsellor=dorte.slug,
        centre=house.slug,
        mode="video",
    ).conversation

    assert (moved.counsellor, moved.centre, moved.mode) == (dorte, house, "video")


def test_a_conversation_can_be_moved_again_and_again_by_the_same_link(scene, hers):
    once = move(hers.conversation, at(11)).conversation
    twice = move(once, at(13))

    assert twice.link_secret == hers.link_secret
    assert twice.conversation.sequence == 2


def test_a_refused_move_leaves_the_old_time_standing(scene, hers):
    scene.book(start=at(11), email="clara@example.org")
    before = everything()

    with pytest.raises(TimeAlreadyTaken) as refused:
        move(hers.conversation, at(11))

    assert stands(hers.conversation)
    assert len(refused.value.alternatives) == 3
    assert everything() == before


@pytest.mark.parametrize(
    "to", [{"start": at(8)}, {"start": at(9, 15), "counsellor": "nobody"}, {"centre": "nowhere"}]
)
def test_a_move_to_what_is_not_on_offer_leaves_the_old_time_standing(scene, hers, to):
    with pytest.raises(TimeIsNotOnOffer):
        move(hers.conversation, **({"start": at(11)} | to))

    assert stands(hers.conversation)


def test_a_move_without_a_free_room_leaves_the_old_time_standing():
    scene = set_the_scene(rooms=1)
    dorte = scene.colleague(first_name="Dorte")
    scene.book(mode="in_person", start=at(11), counsellor=dorte.slug, email="c@example.org")
    hers = scene.book(mode="phone").conversation

    with pytest.raises(NoRoomFree):
        move(hers, at(11), mode="in_person")

    assert stands(hers)


def test_a_move_into_another_conversation_of_hers_tells_a_stranger_nothing(scene, hers):
    dorte = scene.colleague(first_name="Dorte")
    scene.book(start=at(11), counsellor=dorte.slug)

    with pytest.raises(CannotBookWithThisContact):
        move(hers.conversation, at(11))

    assert stands(hers.conversation)


def test_a_move_into_another_conversation_of_hers_is_explained_to_amal_logged_in(scene):
    amal = UserFactory()
    dorte = scene.colleague(first_name="Dorte")
    hers = scene.book(user=amal).conversation
    scene.book(start=at(11), counsellor=dorte.slug, user=amal)

    with pytest.raises(AlreadyHaveAConversationThen):
        move(hers, at(11), user=amal)


def test_moving_to_the_time_she_has_changes_nothing(scene, hers):
    before = everything()

    with pytest.raises(ThatIsTheTimeYouHave):
        move(hers.conversation, at(9))

    assert everything() == before


def test_a_conversation_that_has_begun_is_not_moved(scene, hers):
    with pytest.raises(ConversationHasBegun):
        move(hers.conversation, at(11), now=at(9))

    assert stands(hers.conversation)


def test_a_conversation_can_be_moved_until_the_minute_before_it_starts(scene, hers):
    assert move(hers.conversation, at(11), now=at(8, 59)).conversation.starts_at == at(11)


def test_a_cancelled_conversation_is_not_moved(scene, hers):
    cancel_conversation(conversation=hers.conversation, now=NOW)

    with pytest.raises(ConversationIsCancelled):
        move(hers.conversation, at(11))


def test_a_page_older_than_the_last_move_is_told_so(scene, hers):
    move(hers.conversation, at(11))

    with pytest.raises(ConversationHasChanged):
        move(hers.conversation, at(13))


def test_moving_ten_times_an_hour_is_enough(scene, hers):
    conversation = hers.conversation
    for turn in range(10):
        conversation = move(conversation, at(11) if turn % 2 else at(13)).conversation

    with pytest.raises(TooManyAttempts):
        move(conversation, at(9))

    assert stands(conversation)


def test_the_change_trail_links_the_new_row_to_the_old(scene, hers):
    moved = move(hers.conversation, at(11)).conversation

    change = Change.objects.get(action="conversation.moved")
    assert change.subject == f"conversation:{moved.public_id}"
    assert change.facts == {"from": hers.conversation.public_id, "mode": "phone", "sequence": 1}
