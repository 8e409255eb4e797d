"""A form sent twice does its work once and gives the same answer."""

from __future__ import annotations

import pytest
from django.test import override_settings

from counsellors.conversations.domain.booking import FORM
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.conversations.domain.moving import FORM as MOVE_FORM
from counsellors.conversations.domain.refusals import TimeAlreadyTaken
from counsellors.models import Conversation
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import FormAlreadyUsed, FormKeyNotOurs, mint_form_key
from jobcenter.submissions.models import Submission
from tests.counsellors.conversations.story import NOW, at, everything, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    return mint_form_key(form=FORM)


def test_the_second_copy_of_a_form_gets_the_first_ones_answer(scene, key):
    first = scene.book(form_key=key, email="", phone="+4520304050")
    after_the_first = everything()
    second = scene.book(form_key=key, email="", phone="+4520304050")

    assert second.was_repeated
    assert second.conversation == first.conversation
    assert (second.link_secret, second.spoken_code) == (first.link_secret, first.spoken_code)
    assert everything() == after_the_first


def test_the_same_key_with_another_answer_is_refused(scene, key):
    scene.book(form_key=key)
    before = everything()

    with pytest.raises(FormAlreadyUsed):
        scene.book(form_key=key, start=at(11))

    assert everything() == before


def test_a_key_this_house_did_not_mint_is_refused(scene):
    with pytest.raises(FormKeyNotOurs):
        scene.book(form_key="made-up:signature")


def test_a_key_of_another_form_is_refused(scene):
    with pytest.raises(FormKeyNotOurs):
        scene.book(form_key=mint_form_key(form=MOVE_FORM))


def test_a_refused_form_can_be_sent_again_with_another_time(scene, key):
    scene.book(email="clara@example.org")
    with pytest.raises(TimeAlreadyTaken):
        scene.book(form_key=key)

    booked = scene.book(form_key=key, start=at(11))

    assert not booked.was_repeated


def test_the_second_copy_finds_the_conversation_after_it_was_moved(scene, key):
    first = scene.book(form_key=key)
    moved = move(first.conversation, at(11)).conversation

    assert scene.book(form_key=key).conversation == moved


def test_the_second_copy_finds_the_conversation_after_it_was_cancelled(scene, key):
    first = scene.book(form_key=key)
    cancel_conversation(conversation=first.conversation, now=NOW)

    second = scene.book(form_key=key)

    assert second.was_repeated
    assert second.conversation.status == "cancelled"


def test_the_second_copy_after_everything_was_erased_is_refused_not_booked_again(scene, key):
    first = scene.book(form_key=key)
    Conversation.objects.filter(pk=first.conversation.pk).update(link_hash=None)

    with pytest.raises(FormAlreadyUsed):
        scene.book(form_key=key)


def test_a_form_sent_again_after_it_was_forgotten_books_nothing(scene, key):
    scene.book(form_key=key)
    Submission.objects.all().delete()

    with pytest.raises(FormAlreadyUsed):
        scene.book(form_key=key, start=at(11))

    assert Conversation.objects.count() == 1


def test_a_repeated_move_moves_once_and_tells_once(scene):
    conversation = scene.book().conversation
    key = mint_form_key(form=MOVE_FORM)
    first = move(conversation, at(11), form_key=key)
    after_the_first = everything()

    second = move(conversation, at(11), form_key=key)

    assert second.was_repeated
    assert (second.conversation, second.link_secret) == (first.conversation, first.link_secret)
    assert everything() == after_the_first
    assert Notice.objects.filter(kind="conversation_moved").count() == 1


def test_a_link_survives_a_change_of_the_houses_key(scene, settings):
    booked = scene.book()
    old_key = settings.SECRET_KEY
    with override_settings(SECRET_KEY="a-new-key" * 8, SECRET_KEY_FALLBACKS=[old_key]):
        moved = move(booked.conversation, at(11))

    assert moved.link_secret == booked.link_secret
