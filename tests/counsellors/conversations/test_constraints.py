"""What the table of conversations refuses, whoever writes and however."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from counsellors.conversations.enums import Status
from counsellors.models import Conversation, Wish
from jobcenter.shared.periods import period
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory, CounsellorFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 7, 8, tzinfo=UTC)
HALF = timedelta(minutes=30)
HOUR = timedelta(hours=1)


def conversation(**fields):
    return ConversationFactory(**({"starts_at": NINE, "ends_at": NINE + HOUR} | fields))


def test_counsellor_has_one_conversation_at_a_time_and_buffers_count():
    first = conversation(occupies=period(NINE, NINE + HOUR + HALF))

    with refused_by("one_conversation_at_a_time_per_counsellor"):
        conversation(counsellor=first.counsellor, starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR)
    later = NINE + HOUR + HALF
    conversation(counsellor=first.counsellor, starts_at=later, ends_at=later + HOUR)


def test_citizen_has_one_conversation_at_a_time_with_whomever():
    first = conversation()

    with refused_by("one_conversation_at_a_time_per_citizen"):
        conversation(citizen=first.citizen, starts_at=NINE + HALF, ends_at=NINE + HOUR)
    conversation(citizen=first.citizen, starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR)


def test_room_holds_one_conversation_at_a_time():
    room = RoomFactory()
    conversation(mode="in_person", room=room)

    with refused_by("one_conversation_at_a_time_per_room"):
        conversation(mode="in_person", room=room)


def test_cancelled_conversation_frees_counsellor_citizen_and_room():
    room = RoomFactory()
    first = conversation(mode="in_person", room=room, status=Status.CANCELLED, cancelled_at=NINE)

    again = conversation(
        counsellor=first.counsellor, citizen=first.citizen, mode="in_person", room=room
    )

    assert again.pk


@pytest.mark.parametrize(
    "fields",
    [
        {"during": DateTimeTZRange(NINE, NINE, "[)"), "occupies": period(NINE, NINE + HOUR)},
        {"during": DateTimeTZRange(NINE, None), "occupies": DateTimeTZRange(NINE, None)},
        {"occupies": period(NINE, NINE + HALF)},
    ],
)
def test_conversation_without_a_length_within_what_it_occupies_is_refused(fields):
    with refused_by("a_conversation_has_a_length_within_what_it_occupies"):
        conversation(**fields)


def test_meeting_in_person_needs_a_room_and_no_other_way_takes_one():
    with refused_by("a_conversation_in_person_has_a_room"):
        conversation(mode="in_person", room=None)
    with refused_by("only_a_conversation_in_person_takes_a_room"):
        conversation(mode="phone", room=RoomFactory())


def test_conversation_without_citizen_or_name_is_refused_until_it_is_erased():
    with refused_by("a_conversation_has_a_citizen_until_it_is_erased"):
        conversation(name="")
    with refused_by("a_conversation_has_a_citizen_until_it_is_erased"):
        conversation(citizen=None, email="")
    assert conversation(citizen=None, name="", email="", erased_at=NINE).pk


def test_erased_conversation_may_hold_nothing_personal():
    kept = conversation(agenda="Om mit job")

    with refused_by("an_erased_conversation_holds_nothing_personal"):
        Conversation.objects.filter(pk=kept.pk).update(erased_at=NINE)


def test_cancelled_conversation_says_when():
    with refused_by("a_cancelled_conversation_says_when"):
        conversation(status=Status.CANCELLED)
    with refused_by("a_cancelled_conversation_says_when"):
        conversation(cancelled_at=NINE)


def test_secret_link_opens_one_conversation_and_a_calendar_entry_is_booked_once():
    conversation(link_hash=b"1" * 32, calendar_uid="one@example.org")

    with refused_by("one_conversation_per_secret_link"):
        conversation(link_hash=b"1" * 32)
    with refused_by("one_booked_conversation_per_calendar_uid"):
        conversation(calendar_uid="one@example.org")


def test_wish_that_cannot_be_answered_is_refused_until_it_is_erased():
    centre = CentreFactory()

    with refused_by("a_wish_can_be_answered_until_it_is_erased"):
        Wish.objects.create(centre=centre, name="Amal")
    with refused_by("a_wish_can_be_answered_until_it_is_erased"):
        Wish.objects.create(centre=centre, phone="+4520304050")
    assert Wish.objects.create(centre=centre, erased_at=NINE).pk


def test_conversation_of_another_counsellor_and_citizen_is_welcome_at_the_same_time():
    conversation()

    assert conversation(counsellor=CounsellorFactory(), citizen=CitizenFactory()).pk
