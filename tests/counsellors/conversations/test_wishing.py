""" "None of the times suit me": kept for people, counted as a number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from counsellors.conversations.domain.reading import unmet_demand, waiting_wishes
from counsellors.conversations.domain.refusals import EnoughWishesWaiting, NotAName
from counsellors.conversations.domain.wishing import (
    FORM,
    WishRequest,
    answer_wish,
    leave_wish,
)
from counsellors.models import Wish
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import FormAlreadyUsed, mint_form_key
from tests.counsellors.conversations.story import NOW, everything
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory

pytestmark = pytest.mark.django_db
addresses = (f"203.0.113.{n % 250}" for n in count())


@pytest.fixture
def leave(scene):
    def leave(*, form_key="", address="", now=NOW, user=None, **changes):
        said = {"centre": scene.centre.slug, "name": "Amal", "email": "amal@example.org"}
        return leave_wish(
            request=WishRequest(**(said | changes)),
            form_key=form_key or mint_form_key(form=FORM),
            address=address or next(addresses),
            now=now,
            user=user,
        )

    return leave


def test_a_wish_keeps_what_would_suit(scene, leave):
    leave(
        topic=scene.topic.slug,
        counsellor=scene.bent.slug,
        modes=("walk", "phone"),
        weekdays=(5, 1),
        parts_of_day=("evening",),
        words="Helst efter kl. 17",
    )

    wish = Wish.objects.get()
    assert (wish.topic, wish.counsellor, wish.centre) == (scene.topic, scene.bent, scene.centre)
    assert (wish.modes, wish.weekdays, wish.parts_of_day) == (
        ["phone", "walk"],
        [1, 5],
        ["evening"],
    )
    assert wish.words == "Helst efter kl. 17"
    assert wish.citizen.email == "amal@example.org"


def test_a_wish_is_confirmed_without_repeating_its_words(scene, leave):
    leave(words="Skældsord")

    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == ("wish_received", "amal@example.org")
    assert "Skældsord" not in str(notice.payload)


def test_a_wish_by_phone_is_confirmed_by_sms(leave):
    leave(email="", phone="+4520304050")

    assert (Notice.objects.get().channel, Notice.objects.get().recipient) == ("sms", "+4520304050")


def test_a_wish_sent_twice_is_one_wish(leave):
    key = mint_form_key(form=FORM)
    first = leave(form_key=key)
    before = everything()
    second = leave(form_key=key)

    assert (second.wish, second.was_repeated) == (first.wish, True)
    assert everything() == before
    with pytest.raises(FormAlreadyUsed):
        leave(form_key=key, words="Noget andet")


def test_a_fourth_waiting_wish_is_refused_in_the_same_words_for_everybody(leave):
    for _turn in range(3):
        leave()
    before = everything()

    with pytest.raises(EnoughWishesWaiting):
        leave()

    assert everything() - before == {"limits.Allowance": 1}


def test_ten_wishes_an_hour_from_one_address_are_enough(leave):
    for n in range(10):
        leave(address="192.0.2.9", email=f"{n}@example.org")

    with pytest.raises(TooManyAttempts):
        leave(address="192.0.2.9", email="clara@example.org")


def test_a_house_that_is_not_public_takes_no_wishes(leave):
    CentreFactory(slug="hidden", is_published=False)

    with pytest.raises(Centre.DoesNotExist):
        leave(centre="hidden")


def test_a_web_address_is_no_name_here_either(leave):
    with pytest.raises(NotAName):
        leave(name="https://evil.example")


def test_staff_see_the_waiting_wishes_of_their_house_the_oldest_first(scene, leave):
    elsewhere = CentreFactory()
    newest = leave(now=NOW).wish
    oldest = leave(now=NOW - timedelta(days=1)).wish
    leave(centre=elsewhere.slug, email="clara@example.org")

    assert list(waiting_wishes(Centre.objects.filter(pk=scene.centre.pk))) == [oldest, newest]


def test_an_answered_wish_no_longer_waits_and_only_one_colleague_answers_it(scene, leave):
    wish = leave().wish
    bent, dorte = UserFactory(), UserFactory()

    assert answer_wish(wish=wish, by=bent, now=NOW)
    assert not answer_wish(wish=wish, by=dorte, now=NOW)
    assert not waiting_wishes(Centre.objects.all()).exists()
    change = Change.objects.get(action="wish.answered")
    assert (change.actor, change.actor_kind) == (bent, "staff")


def test_unmet_demand_is_a_number_per_house_and_month(scene, leave):
    for moment in (
        datetime(2026, 11, 30, 22, 59, tzinfo=UTC),  # still November in Copenhagen
        datetime(2026, 11, 30, 23, 0, tzinfo=UTC),  # midnight: December
        datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 0, tzinfo=UTC),  # midnight: January
    ):
        leave(now=moment, email=f"{moment.timestamp()}@example.org")
    leave(centre=CentreFactory().slug)

    assert unmet_demand(centre=scene.centre, month=date(2026, 12, 24)) == 2
    assert unmet_demand(centre=scene.centre, month=date(2027, 1, 1)) == 1


def test_unmet_demand_counts_what_was_answered_and_erased_too(scene, leave):
    Wish.objects.filter(pk=leave().wish.pk).update(
        answered_at=NOW, erased_at=NOW, name="", email="", citizen=None
    )

    assert unmet_demand(centre=scene.centre, month=NOW.date()) == 1
