"""Two tabs begin a talk at the same moment: there is one, and both come to it."""

from __future__ import annotations

from itertools import count

import pytest
from django.db.models import F
from django.utils import timezone

from counsellors.chat.domain.refusals import AlreadyWaiting
from counsellors.chat.domain.starting import FORM
from counsellors.duty.domain import go_on_duty
from counsellors.models import Thread
from counsellors.reach.domain import Asked, begin_talk, claim_or_refuse
from jobcenter.accounts.models import User
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import begin
from tests.counsellors.responsibility.story import account
from tests.factories.centres import CentreFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import CounsellorFactory
from tests.races.arena import race
from tests.races.sabotage import without_constraint, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TABS, ROUNDS = 6, 8
ADDRESSES = (f"198.51.{n // 250}.{n % 250}" for n in count())
HELLO = Asked(house=None, words="Hej", nickname="", speaks="da", language="da")


@pytest.fixture
def bent(eight_topics):
    bent = CounsellorFactory(centres=[CentreFactory(has_chat=True)])
    go_on_duty(counsellor=bent, centre=bent.centres.get(), now=timezone.now())
    return bent


def start(who: User | bytes, key: str = "") -> Thread:
    by_account = isinstance(who, User)
    return begin_talk(
        asked=HELLO,
        user=who if by_account else None,
        token_hash=None if by_account else who,
        form_key=key or mint_form_key(form=FORM),
        address=next(ADDRESSES),
        now=timezone.now(),
    )


def visitors(kind: str) -> list[User | bytes]:
    if kind == "account":
        return [account(f"amal-{number}@example.org") for number in range(ROUNDS)]
    return [hash_of_link(new_link_secret()) for _round in range(ROUNDS)]


@pytest.mark.parametrize("kind", ["browser", "account"])
def test_tabs_that_start_at_once_begin_one_talk(bent, kind):
    people = visitors(kind)
    result = race(lambda turn: [lambda: start(people[turn])] * TABS, rounds=ROUNDS, lanes=TABS)

    assert len(result.winners) == ROUNDS == Thread.objects.count()
    assert set(result.errors) == {AlreadyWaiting.__name__}


def test_one_form_sent_by_many_hands_at_once_is_one_talk(bent):
    """A double click: all of them are led to the same talk."""
    browser, key = hash_of_link(new_link_secret()), mint_form_key(form=FORM)
    result = race(lambda _turn: [lambda: start(browser, key)] * TABS, lanes=TABS)

    assert len({thread.pk for thread in result.winners}) == 1
    assert not result.errors


def test_tabs_of_an_account_would_begin_two_talks_without_the_lock(bent):
    people = visitors("account")
    for user in people:
        CitizenFactory(user=user)
    with without_row_locks():
        race(lambda turn: [lambda: start(people[turn])] * TABS, rounds=ROUNDS, lanes=TABS)

    assert Thread.objects.count() > ROUNDS


def test_tabs_of_a_browser_would_begin_two_talks_without_the_constraint(bent):
    browser = hash_of_link(new_link_secret())
    with without_constraint(Thread, "one_waiting_thread_per_browser"):
        race(lambda _turn: [lambda: start(browser)] * TABS, lanes=TABS)
        assert Thread.objects.count() > 1
        # Events of numbers that still count cannot be deleted.
        Thread.objects.update(first_seq=F("last_seq") + 1)


def test_two_accounts_that_say_yes_at_once_do_not_share_a_talk(eight_topics):
    talk = begin()
    browser = hash_of_link(talk.secret)
    people = [account(f"amal-{number}@example.org") for number in range(4)]

    def claim(user: User):
        return lambda: claim_or_refuse(
            thread=talk.thread, user=user, token_hash=browser, now=timezone.now()
        )

    result = race(lambda _turn: [claim(user) for user in people], lanes=4)

    assert result.errors == {"NotYoursToClaim": 3}
    assert talk.kinds.count("claimed") == 1
