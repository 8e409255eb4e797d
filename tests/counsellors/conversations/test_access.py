"""Whose conversation it is: foreign, missing and over look the same."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.http import Http404  # noqa: TID251  what access answers

from counsellors.conversations.access import (
    get_centres_of_staff,
    get_conversation_by_link,
    get_conversation_of_counsellor,
    get_counsellor_of,
    get_own_conversation,
    get_waiting_wish,
)
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.conversations.domain.reading import own_conversations, upcoming_with
from counsellors.models import Wish
from tests.counsellors.conversations.story import NOW, at, move
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(db):
    user = UserFactory(email="amal@example.org")
    EmailAddress.objects.create(user=user, email="Amal@example.org", verified=True, primary=True)
    return user


def all_words_of(conversation):
    """What a page says of it: the people and the place, too."""
    who, where = conversation.counsellor.name, f"{conversation.room.name} {conversation.centre}"
    return f"{who} {where} {conversation.topic} {conversation.citizen}"


def test_the_link_opens_the_conversation_until_it_has_ended(scene):
    booked = scene.book()

    for moment in (NOW, at(9), at(9, 44)):
        found = get_conversation_by_link(booked.link_secret, now=moment)
        assert found == booked.conversation
    with pytest.raises(Http404):
        get_conversation_by_link(booked.link_secret, now=at(9, 45))


def test_the_link_shows_a_cancelled_conversation_until_its_time_is_over(scene):
    booked = scene.book()
    cancel_conversation(conversation=booked.conversation, now=NOW)

    assert get_conversation_by_link(booked.link_secret, now=at(9, 44)).status == "cancelled"
    with pytest.raises(Http404):
        get_conversation_by_link(booked.link_secret, now=at(9, 45))


def test_the_link_follows_a_moved_conversation(scene):
    booked = scene.book()
    moved = move(booked.conversation, at(11)).conversation

    assert get_conversation_by_link(booked.link_secret, now=NOW) == moved


@pytest.mark.parametrize("wrong", ["", "x", "A" * 43, "å" * 43])
def test_a_wrong_link_opens_nothing(scene, wrong):
    scene.book()

    with pytest.raises(Http404):
        get_conversation_by_link(wrong, now=NOW)


def test_opening_a_link_takes_one_query(scene, django_assert_num_queries):
    secret = scene.book(mode="in_person").link_secret
    with django_assert_num_queries(1):
        found = get_conversation_by_link(secret, now=NOW)
        assert all_words_of(found)


def test_amal_finds_her_own_conversation_and_nobody_elses(scene, amal):
    hers = scene.book(user=amal).conversation
    claras = scene.book(start=at(11), email="clara@example.org").conversation

    assert get_own_conversation(amal, hers.public_id) == hers
    for public_id in (claras.public_id, "missing"):
        with pytest.raises(Http404):
            get_own_conversation(amal, public_id)


def test_amal_finds_what_she_booked_before_she_had_an_account(scene, amal):
    hers = scene.book(email="amal@example.org").conversation

    assert get_own_conversation(amal, hers.public_id) == hers


def test_an_address_nobody_proved_opens_nothing(scene):
    clara = UserFactory(email="clara@example.org")
    EmailAddress.objects.create(user=clara, email="amal@example.org", verified=False)
    hers = scene.book(email="amal@example.org").conversation

    with pytest.raises(Http404):
        get_own_conversation(clara, hers.public_id)


def test_what_another_account_claimed_stays_theirs(scene, amal):
    CitizenFactory(email="amal@example.org", user=UserFactory())
    theirs = scene.book(email="amal@example.org").conversation

    with pytest.raises(Http404):
        get_own_conversation(amal, theirs.public_id)


def test_my_conversations_are_those_ahead_and_then_the_earlier_ones(scene, amal):
    later = scene.book(user=amal, start=at(9, weeks=1)).conversation
    sooner = scene.book(user=amal, start=at(11)).conversation
    cancelled = scene.book(user=amal, start=at(13)).conversation
    cancel_conversation(conversation=cancelled, now=NOW)

    mine = own_conversations(amal, now=NOW)
    assert (mine.ahead, mine.earlier) == ([sooner, later], [cancelled])
    assert own_conversations(amal, now=at(12)).earlier == [cancelled, sooner]


def test_a_move_leaves_no_second_entry_in_my_conversations(scene, amal):
    moved = move(scene.book(user=amal).conversation, at(11), user=amal).conversation

    mine = own_conversations(amal, now=NOW)
    assert (mine.ahead, mine.earlier) == ([moved], [])


@pytest.mark.parametrize("how_many", [1, 3])
def test_my_conversations_take_two_queries(scene, amal, django_assert_num_queries, how_many):
    for week in range(how_many):
        scene.book(user=amal, mode="in_person", start=at(9, weeks=week))
    with django_assert_num_queries(2):
        for one in own_conversations(amal, now=NOW).ahead:
            assert all_words_of(one)


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_counsellors_calendar_takes_one_query(scene, django_assert_num_queries, how_many):
    for week in range(how_many):
        scene.book(start=at(9, weeks=week))
    with django_assert_num_queries(1):
        names = [one.name for one in upcoming_with(scene.bent, now=NOW)]
    assert names == ["Amal"] * how_many


def test_bent_sees_his_own_conversations_and_not_dortes(scene):
    dorte = scene.colleague(first_name="Dorte", user=UserFactory())
    scene.bent.user = UserFactory()
    scene.bent.save()
    his = scene.book().conversation

    assert get_conversation_of_counsellor(scene.bent.user, his.public_id, now=NOW) == his
    for user, public_id in ((dorte.user, his.public_id), (scene.bent.user, "missing")):
        with pytest.raises(Http404):
            get_conversation_of_counsellor(user, public_id, now=NOW)


def test_a_conversation_that_is_over_or_cancelled_is_no_longer_in_the_calendar(scene):
    his = scene.book().conversation
    cancelled = scene.book(start=at(11), email="clara@example.org").conversation
    cancel_conversation(conversation=cancelled, now=NOW)

    assert list(upcoming_with(scene.bent, now=at(9, 44))) == [his]
    assert list(upcoming_with(scene.bent, now=at(9, 45))) == []


def test_somebody_who_is_no_counsellor_has_no_calendar(amal):
    with pytest.raises(Http404):
        get_counsellor_of(amal)


def test_staff_see_the_wishes_of_their_own_houses_only(scene):
    bent = UserFactory()
    RoleFactory(user=bent, kind="counsellor", centre_id=scene.centre.pk)
    erik = UserFactory()
    RoleFactory(user=erik, kind="board_member", centre_id=scene.centre.pk)
    here, elsewhere = (
        Wish.objects.create(centre=centre, name="Amal", email="amal@example.org")
        for centre in (scene.centre, CentreFactory())
    )

    assert list(get_centres_of_staff(bent)) == [scene.centre]
    assert get_waiting_wish(bent, here.public_id) == here
    for user, wish in ((bent, elsewhere), (erik, here)):
        with pytest.raises(Http404):
            get_waiting_wish(user, wish.public_id)
