"""What is past its date is gone; what holds stays, however old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.conversations.domain.erasing import erase_past_conversations
from counsellors.models import Handover, Offer, Responsibility
from counsellors.responsibility.domain.choosing import leave_own_counsellor
from counsellors.responsibility.domain.forgetting import Forgotten, forget_ended_responsibilities
from counsellors.responsibility.domain.handing_over import accept_handover
from tests.counsellors.conversations.story import NOW, at
from tests.counsellors.responsibility.story import choose, offer, propose

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_ended_period_goes_thirty_days_after_its_end_and_a_current_one_stays(bent, amal, clara):
    choose(amal, bent)
    held = choose(clara, bent).responsibility
    leave_own_counsellor(user=amal, now=NOW + DAY)

    assert forget_ended_responsibilities(now=NOW + 30 * DAY) == Forgotten(0, 0, 0)
    assert forget_ended_responsibilities(now=NOW + 31 * DAY) == Forgotten(1, 0, 0)
    assert forget_ended_responsibilities(now=NOW + 900 * DAY) == Forgotten(0, 0, 0)
    assert Responsibility.objects.get() == held


def test_card_and_offer_go_after_thirty_days_but_not_what_came_of_them(scene, dorte, amal, bent):
    offer(scene.book().conversation)
    card = propose(choose(amal, bent).responsibility, dorte)
    handed_over = accept_handover(handover=card, user=amal, now=NOW + DAY).responsibility

    assert forget_ended_responsibilities(now=NOW + 30 * DAY) == Forgotten(0, 1, 1)
    handed_over.refresh_from_db()
    assert handed_over.card is None
    assert (Offer.objects.count(), Handover.objects.count()) == (0, 0)


def test_offer_does_not_keep_a_citizen_of_whom_nothing_else_is_left(scene):
    offer(scene.book().conversation)

    erased = erase_past_conversations(now=at(9) + 31 * DAY)

    assert erased.citizens == 1
    assert not Offer.objects.exists()
