"""Booking: what it writes, what it refuses, and that a refusal leaves nothing behind."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from citizens.people.domain import NobodyToReach
from counsellors.conversations.domain.refusals import (
    NoRoomFree,
    NotAName,
    TimeAlreadyTaken,
    TimeIsNotOnOffer,
)
from counsellors.models import Conversation
from jobcenter.audit.models import Change
from jobcenter.shared.periods import period
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.conversations.story import NOW, at, everything, set_the_scene
from tests.factories.centres import RoomFactory
from tests.factories.counsellors import CounsellorFactory

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


def test_a_booking_keeps_the_counsellors_buffers_free(scene):
    scene.bent.buffer_before_minutes, scene.bent.buffer_after_minutes = 5, 15
    scene.bent.save()
    scene.book(start=at(10))

    conversation = Conversation.objects.get()
    assert conversation.occupies == period(at(9, 55), at(11))
    with pytest.raises(TimeAlreadyTaken):
        # 9.15 to 10.00 itself is free, but its fifteen minutes after are not.
        scene.book(start=at(9, 15), email="clara@example.org")


def test_a_short_talk_takes_twenty_minutes(scene):
    scene.book(needs=("short_talk",))

    assert Conversation.objects.get().ends_at == at(9, 20)


def test_a_conversation_in_person_takes_a_free_room_that_meets_the_needs(scene):
    quiet = RoomFactory(centre=scene.centre, is_step_free=True, is_quiet=True)

    booked = scene.book(mode="in_person", needs=("quiet_room",))

    assert booked.conversation.room == quiet


def test_two_conversations_in_person_take_two_rooms():
    scene = set_the_scene(rooms=2)
    dorte = scene.colleague(first_name="Dorte")

    first = scene.book(mode="in_person").conversation
    second = scene.book(mode="in_person", counsellor=dorte.slug, email="c@example.org").conversation

    assert first.room != second.room


def test_a_booking_is_refused_when_every_room_is_taken(scene):
    dorte = scene.colleague(first_name="Dorte")
    scene.book(mode="in_person")
    before = everything()

    with pytest.raises(NoRoomFree):
        scene.book(mode="in_person", counsellor=dorte.slug, email="clara@example.org")

    assert everything() == before


def test_a_taken_time_is_refused_with_the_three_nearest_alternatives(scene):
    scene.book(start=at(10))
    before = everything()

    with pytest.raises(TimeAlreadyTaken) as refused:
        scene.book(start=at(10), email="clara@example.org")

    assert [time.start for time in refused.value.alternatives] == [at(9, 15), at(10, 45), at(9)]
    assert {time.counsellor for time in refused.value.alternatives} == {scene.bent}
    assert everything() == before


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"start": at(8)}, id="before working hours"),
        pytest.param({"start": at(14, 30)}, id="not enough of the day left"),
        pytest.param({"start": at(9, 7)}, id="between the grid"),
        pytest.param({"start": at(9, weeks=-1)}, id="already over"),
        pytest.param({"start": at(9, weeks=20)}, id="beyond the horizon"),
        pytest.param({"mode": "walk"}, id="a way the counsellor does not meet"),
        pytest.param({"language": "ar"}, id="a language the counsellor does not speak"),
        pytest.param({"counsellor": "nobody"}, id="a counsellor who is not there"),
        pytest.param({"centre": "no-house"}, id="a house that is not there"),
        pytest.param({"topic": "no-topic"}, id="a topic that is not there"),
    ],
)
def test_what_is_not_on_offer_is_refused_and_leaves_nothing_behind(scene, changes):
    before = everything()

    with pytest.raises(TimeIsNotOnOffer) as refused:
        scene.book(**changes)

    assert str(refused.value)
    assert len(refused.value.alternatives) in {0, 3}
    assert everything() == before


def test_a_counsellor_who_stopped_cannot_be_booked(scene):
    scene.bent.is_active = False
    scene.bent.save()

    with pytest.raises(TimeIsNotOnOffer):
        scene.book()


def test_a_house_that_is_not_public_cannot_be_booked(scene):
    scene.centre.is_published = False
    scene.centre.save()

    with pytest.raises(TimeIsNotOnOffer):
        scene.book()


def test_a_counsellor_of_another_house_cannot_be_booked_here(scene):
    dorte = CounsellorFactory(first_name="Dorte", topics=[scene.topic])

    with pytest.raises(TimeIsNotOnOffer):
        scene.book(counsellor=dorte.slug)


def test_nobody_can_book_without_a_channel(scene):
    before = everything()

    with pytest.raises(NobodyToReach):
        scene.book(email="", phone="")

    assert everything() == before


@pytest.mark.parametrize("name", ["http://evil.example", "www.evil.dk", "Vind 1000 kr evil.com"])
def test_a_web_address_is_refused_as_a_name(scene, name):
    with pytest.raises(NotAName):
        scene.book(name=name)


@pytest.mark.parametrize("name", ["Amal", "Bo Dk", "J.C. Jensen", "A. Å."])
def test_a_name_or_nickname_is_taken_as_it_is(scene, name):
    assert scene.book(name=name).conversation.name == name


def test_the_secret_link_is_stored_as_a_hash_only(scene):
    booked = scene.book()

    row = Conversation.objects.values().get()
    assert bytes(row["link_hash"]) == hash_of_link(booked.link_secret)
    assert len(booked.link_secret) == 43
    assert booked.link_secret not in repr(row)


def test_somebody_with_a_phone_only_gets_a_spoken_code(scene):
    by_phone = scene.book(email="", phone="+4520304050")
    by_mail = scene.book(start=at(11), phone="+4520304050")

    assert len(by_phone.spoken_code) == 7
    assert by_phone.spoken_code not in repr(Conversation.objects.values().first())
    assert by_mail.spoken_code is None


def test_the_change_trail_says_what_happened_and_nothing_about_whom(scene):
    booked = scene.book(agenda="Hemmeligt", phone="+4520304050")

    change = Change.objects.get()
    assert change.action == "conversation.booked"
    assert change.subject == f"conversation:{booked.conversation.public_id}"
    assert change.facts == {"mode": "phone", "has_account": False}


@pytest.mark.django_db(transaction=True)
def test_a_booking_takes_twelve_statements_however_much_is_booked():
    """Twelve with a room, ten without; BEGIN and COMMIT come on top."""
    scene = set_the_scene(rooms=3)
    in_person = _statements(lambda: scene.book(mode="in_person"))
    for n in range(7):
        scene.book(mode="in_person", start=at(9, weeks=1 + n), email=f"{n}@example.org")
    in_person_later = _statements(
        lambda: scene.book(mode="in_person", start=at(11), email="clara@example.org")
    )
    by_phone = _statements(lambda: scene.book(start=at(13), email="dorte@example.org"))

    assert len(in_person) == 12, "\n".join(in_person)
    assert len(in_person_later) == 12, "\n".join(in_person_later)
    assert len(by_phone) == 10, "\n".join(by_phone)


def _statements(book) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        book()
    said = [query["sql"].strip() for query in captured.captured_queries]
    assert said[0] == "BEGIN"
    assert said[-1] == "COMMIT"
    return said[1:-1]


def test_a_booking_starts_at_the_moment_it_was_made(scene):
    assert scene.book().conversation.booked_at == NOW
