"""A stranger who types Amal's address learns nothing about her."""

from __future__ import annotations

from datetime import timedelta

import pytest

from citizens.models import Citizen
from counsellors.conversations.domain.refusals import (
    AlreadyHaveAConversationThen,
    BookedOftenJustNow,
    CannotBookWithThisContact,
    EnoughConversationsAhead,
)
from counsellors.models import Conversation
from tests.counsellors.conversations.story import NOW, at, everything
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(db):
    return UserFactory(email="amal@example.org")


def overlapping(scene, **who):
    dorte = scene.colleague(first_name="Dorte")
    scene.book(start=at(9), **who)
    return lambda: scene.book(start=at(9, 15), counsellor=dorte.slug, **who)


def a_fourth(scene, **who):
    for week in range(3):
        scene.book(start=at(9, weeks=week), **who)
    return lambda: scene.book(start=at(9, weeks=3), **who)


def a_sixth_within_the_hour(scene, **who):
    for week in range(5):
        booked = scene.book(start=at(9, weeks=week), **who)
        Conversation.objects.filter(pk=booked.conversation.pk).update(
            status="cancelled", cancelled_at=NOW
        )
    return lambda: scene.book(start=at(9, weeks=5), **who)


REASONS = [
    pytest.param(overlapping, AlreadyHaveAConversationThen, id="at the same time"),
    pytest.param(a_fourth, EnoughConversationsAhead, id="three ahead"),
    pytest.param(a_sixth_within_the_hour, BookedOftenJustNow, id="five within the hour"),
]


@pytest.mark.parametrize(("reason", "_told"), REASONS)
def test_a_stranger_hears_the_same_whatever_the_reason(scene, reason, _told):
    book_once_more = reason(scene)
    conversations = Conversation.objects.count()

    with pytest.raises(CannotBookWithThisContact) as refused:
        book_once_more()

    assert str(refused.value) == str(CannotBookWithThisContact())
    assert not hasattr(refused.value, "alternatives")
    assert Conversation.objects.count() == conversations


@pytest.mark.parametrize(("reason", "told"), REASONS)
def test_amal_is_told_the_reason_when_she_is_logged_in(scene, amal, reason, told):
    with pytest.raises(told):
        reason(scene, user=amal)()


def test_a_refused_contact_counts_for_the_address_and_leaves_nothing_else(scene):
    book_once_more = overlapping(scene)
    before = everything()

    with pytest.raises(CannotBookWithThisContact):
        book_once_more()

    assert everything() - before == {"limits.Allowance": 1}


def test_amal_logged_in_learns_nothing_about_clara_by_typing_her_address(scene, amal):
    dorte = scene.colleague(first_name="Dorte")
    scene.book(email="clara@example.org")

    booked = scene.book(email="clara@example.org", counsellor=dorte.slug, user=amal)

    assert booked.conversation.citizen.user == amal
    assert Citizen.objects.get(email="clara@example.org").user is None


def test_the_same_address_in_other_letters_is_the_same_citizen(scene):
    scene.book(email="amal@example.org")
    booked = scene.book(email="Amal@Example.ORG", start=at(11))

    assert Citizen.objects.get() == booked.conversation.citizen
    assert booked.conversation.email == "Amal@Example.ORG"


def test_nobody_is_renamed_by_a_stranger(scene):
    hers = scene.book(name="Amal").conversation
    scene.book(name="Somebody", start=at(11))

    hers.refresh_from_db()
    assert hers.name == "Amal"


def test_two_people_with_one_phone_each_are_two_citizens(scene):
    dorte = scene.colleague(first_name="Dorte")
    scene.book(email="", phone="+4520304050")
    scene.book(email="", phone="+4520304051", counsellor=dorte.slug)

    assert Citizen.objects.count() == 2


def test_a_conversation_that_is_over_no_longer_counts(scene):
    for week in range(3):
        scene.book(start=at(9, weeks=week))

    later = scene.book(start=at(9, weeks=4), now=at(10) + timedelta(hours=2))

    assert later.conversation.starts_at == at(9, weeks=4)
