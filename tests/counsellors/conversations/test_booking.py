"""Booking: what it writes, what it refuses, and that a refusal leaves nothing behind."""

from __future__ import annotations

import pytest

from counsellors.models import Conversation
from tests.counsellors.conversations.story import at

pytestmark = pytest.mark.django_db


def test_a_booking_occupies_the_time_of_bent_for_amal(scene):
    booked = scene.book(agenda="Et nyt job", needs=("companion",))

    conversation = Conversation.objects.get()
    assert conversation == booked.conversation
    assert (conversation.starts_at, conversation.ends_at) == (at(9), at(9, 45))
    assert conversation.counsellor == scene.bent
    assert conversation.citizen.email == "amal@example.org"
    assert (conversation.name, conversation.agenda) == ("Amal", "Et nyt job")
    assert conversation.needs == ["companion"]
    assert not booked.was_repeated
