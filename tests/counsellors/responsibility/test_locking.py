"""Every act about own counsellors takes its locks in the one order of the house."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.responsibility.domain.choosing import leave_own_counsellor
from counsellors.responsibility.domain.handing_over import accept_handover
from counsellors.responsibility.domain.offering import accept_offer
from tests.counsellors.conversations.story import NOW
from tests.counsellors.responsibility.story import choose, offer, propose
from tests.races.lock_order import one_lock_order

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def test_choosing_and_changing_lock_in_order(bent, dorte, amal):
    with one_lock_order() as locks:
        choose(amal, bent)
    assert locks.taken[:2] == ["submissions_submission", "counsellors_counsellor"]

    with one_lock_order() as locks:
        choose(amal, dorte, now=LATER)
    assert "counsellors_responsibility" in locks.taken


def test_offering_and_accepting_lock_in_order(scene, amal):
    conversation = scene.book().conversation
    with one_lock_order():
        made = offer(conversation)
    with one_lock_order():
        accept_offer(offer=made, language="da", user=amal, now=LATER)


def test_handing_over_and_leaving_lock_in_order(bent, dorte, amal):
    own = choose(amal, bent).responsibility
    with one_lock_order():
        card = propose(own, dorte)
    with one_lock_order():
        accept_handover(handover=card, user=amal, now=LATER)
    with one_lock_order():
        leave_own_counsellor(user=amal, now=LATER + timedelta(hours=1))
