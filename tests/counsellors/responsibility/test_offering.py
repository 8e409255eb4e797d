"""An offer is made once, answered in peace, and a no is nobody's business."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.models import Offer
from counsellors.responsibility.domain.choosing import leave_own_counsellor
from counsellors.responsibility.domain.offering import accept_offer, decline_offer
from counsellors.responsibility.domain.reading import own_responsibility, waiting_offers
from counsellors.responsibility.domain.refusals import CounsellorHasEnoughPeople, OfferIsOver
from jobcenter.outbox.models import Notice
from tests.counsellors.conversations.story import NOW, everything
from tests.counsellors.responsibility.story import ceiling, choose, offer

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def made(scene):
    return offer(scene.book().conversation)


def accept(made, user, *, now=LATER):
    return accept_offer(offer=made, language="da", user=user, now=now)


def letters():
    return list(Notice.objects.filter(kind="own_counsellor_offered"))


def test_offer_reaches_the_person_once(made, amal, clara):
    again = offer(made.citizen.conversations.get())

    assert again == made
    [letter] = letters()
    assert letter.recipient == "amal@example.org"
    assert list(waiting_offers(amal)) == [made]
    assert list(waiting_offers(clara)) == []


def test_yes_makes_it_ones_own_and_twice_is_once(made, bent, amal):
    first = accept(made, amal)
    before = everything()
    second = accept(made, amal)

    assert own_responsibility(amal).counsellor == bent
    assert first.responsibility.came_by == "accepted"
    assert second.was_already
    assert everything() == before
    assert list(waiting_offers(amal)) == []


def test_old_yes_brings_nobody_back_who_has_left(made, amal):
    accept(made, amal)
    leave_own_counsellor(user=amal, now=LATER + timedelta(hours=1))

    with pytest.raises(OfferIsOver):
        accept(made, amal)
    assert own_responsibility(amal) is None


def test_no_changes_nothing_and_the_counsellor_cannot_see_or_repeat_it(made, amal):
    decline_offer(offer=made, user=amal)
    decline_offer(offer=made, user=amal)

    assert offer(made.citizen.conversations.get()) == made
    assert len(letters()) == 1
    assert list(waiting_offers(amal)) == []
    with pytest.raises(OfferIsOver):
        accept(made, amal)


@pytest.mark.parametrize("is_yes", [True, False])
def test_letter_that_still_waits_goes_with_the_answer(made, amal, is_yes):
    if is_yes:
        accept(made, amal)
    else:
        decline_offer(offer=made, user=amal)

    [letter] = letters()
    assert (letter.state, letter.payload) == ("withdrawn", {})


def test_yes_at_the_ceiling_is_refused_and_the_offer_waits_on(scene, made, bent, amal, clara):
    ceiling(scene.centre, 1)
    choose(clara, bent)
    before = everything()

    with pytest.raises(CounsellorHasEnoughPeople):
        accept(made, amal)

    assert everything() == before
    assert Offer.objects.get().answer == "waiting"


def test_somebody_whose_own_it_is_already_gets_no_letter(scene, bent, amal):
    conversation = scene.book(user=amal).conversation
    choose(amal, bent)
    offer(conversation)

    assert letters() == []
