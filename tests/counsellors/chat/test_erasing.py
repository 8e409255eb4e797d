"""Whoever goes takes their words along; and what collides with that."""

from __future__ import annotations

from threading import Event as Signal
from threading import Thread as Lane

import pytest
from django.db import connections, transaction

from citizens.models import Citizen, EarlierName
from citizens.people.domain import forget_earlier_names
from citizens.rights.domain import FORM as QUESTION
from citizens.rights.domain import ask_about_reading, readings_about
from counsellors.chat.access import see_events
from counsellors.chat.domain.ending import end_and_delete, erase_threads_of_nobody
from counsellors.chat.domain.log import house_at
from counsellors.chat.domain.reading import mark_read
from counsellors.chat.domain.starting import claim_thread
from counsellors.models import Counsellor, Event, Thread
from jobcenter.accounts.enums import RoleKind
from jobcenter.shared.secrets import hash_of_link
from jobcenter.submissions.domain import mint_form_key
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.citizens import CitizenFactory
from tests.structure.breaking import refused_by

from .story import DAY, NOW, begin

pytestmark = pytest.mark.django_db


def test_no_word_stays_when_the_account_that_claimed_it_is_gone():
    user, talk = UserFactory(), begin(words="Amals ord")
    talk.answer("Bents ord")
    claim_thread(thread=talk.thread, user=user, token_hash=hash_of_link(talk.secret), now=NOW)
    assert erase_threads_of_nobody(now=NOW) == 0

    # By a hand in the database: deleting the account itself would have erased it at once.
    Citizen.objects.filter(user=user).update(email="amal@example.org", user=None)

    assert erase_threads_of_nobody(now=NOW) == 1
    assert not Event.objects.filter(thread=talk.thread).exclude(words="").exists()
    assert talk.fresh().erased_at == NOW
    assert erase_threads_of_nobody(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_who_looked_before_it_was_claimed_is_shown_to_whoever_claimed_it():
    user, talk = UserFactory(), begin(words="Amals ord")
    bent = RoleFactory(kind=RoleKind.COUNSELLOR, centre_id=talk.thread.centre_id).user
    Counsellor.objects.filter(pk=talk.bent.pk).update(user=bent)
    see_events(bent, talk.fresh(), now=NOW)
    assert not readings_about(user).exists()

    claim_thread(thread=talk.thread, user=user, token_hash=hash_of_link(talk.secret), now=NOW)

    line = readings_about(user).get()
    assert (line.reader_id, line.citizen) == (bent.pk, talk.thread.public_id)
    assert not readings_about(UserFactory()).exists()
    asked = ask_about_reading(
        reading=line, user=user, words="Hvorfor?", reach="amal@example.org",
        form_key=mint_form_key(form=QUESTION), now=NOW,
    )  # fmt: skip
    assert asked.question.citizen.user == user


def test_earlier_name_goes_when_no_line_of_the_log_bears_it_any_more():
    user, talk = UserFactory(), begin()
    claim_thread(thread=talk.thread, user=user, token_hash=hash_of_link(talk.secret), now=NOW)

    assert forget_earlier_names(now=NOW + 390 * DAY) == 0
    assert forget_earlier_names(now=NOW + 397 * DAY) == 1


def test_earlier_name_is_one_persons():
    amal, clara = CitizenFactory(), CitizenFactory()
    EarlierName.objects.create(citizen=amal, public_id="x", since=NOW)

    with refused_by("an_earlier_name_is_one_persons"):
        EarlierName.objects.create(citizen=clara, public_id="x", since=NOW)


def test_talk_of_a_browser_without_an_account_is_not_taken_for_nobodys():
    talk = begin(words="Amals ord")

    assert erase_threads_of_nobody(now=NOW) == 0
    assert talk.words == ["Amals ord"]


@pytest.mark.django_db(transaction=True)
def test_mark_of_somebody_who_reads_while_it_is_erased_is_no_failure():
    talk = begin()
    seq = talk.answer()
    said, deleted = [], Signal()

    def read() -> None:
        try:
            deleted.wait(10)
            said.append(mark_read(seat=talk.amal, upto=seq, now=NOW))
        except Exception as trouble:
            said.append(trouble)
        finally:
            connections.close_all()

    reader = Lane(target=read)
    reader.start()
    with transaction.atomic():
        end_and_delete(seat=house_at(talk.thread), now=NOW)
        deleted.set()
        # The reader still sees the message, and waits at the thread's row for this commit.
        reader.join(1)
        assert reader.is_alive()
    reader.join(10)

    assert said == [None]
    assert Thread.objects.get(pk=talk.thread.pk).erased_at
