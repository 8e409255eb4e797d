"""Deleting an account deletes what was said in its talks, and nobody else's."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from counsellors.chat.domain.ending import end_thread, erase_threads_of_nobody
from counsellors.chat.domain.starting import claim_thread
from counsellors.models import Attachment, Event, Thread
from jobcenter.accounts.models import User
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.chat.story import NOW, Talk, begin
from tests.counsellors.files.story import give
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def talk_of(user: User, words: str) -> Talk:
    talk = begin(words=words)
    claim_thread(thread=talk.thread, user=user, token_hash=hash_of_link(talk.secret), now=NOW)
    return talk


def test_deleting_an_account_deletes_its_talks_and_their_files_at_once():
    amal, clara = UserFactory(), UserFactory()
    going, over, others = talk_of(amal, "Mit"), talk_of(amal, "Også mit"), talk_of(clara, "Claras")
    give(going)
    end_thread(seat=over.amal, now=NOW)
    [stored] = Attachment.objects.values_list("stored_as", flat=True)

    amal.delete()

    mine = Thread.objects.filter(pk__in=[going.thread.pk, over.thread.pk])
    assert mine.filter(erased_at=None).count() == 0
    assert not Event.objects.filter(thread__in=mine).exclude(words="").exists()
    assert not Attachment.objects.exists()
    assert not default_storage.exists(stored)
    assert others.fresh().erased_at is None
    assert others.words == ["Claras"]


def test_many_accounts_at_once_are_no_way_around_it():
    """As the back office deletes those that were ticked."""
    talk = talk_of(UserFactory(), "Mit")

    User.objects.all().delete()

    assert talk.fresh().erased_at is not None
    assert erase_threads_of_nobody(now=NOW) == 0
