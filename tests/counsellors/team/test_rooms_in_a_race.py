"""A room is reserved in the very moment somebody books it: only one of the two gets it."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.db import connection, connections, transaction

from counsellors.conversations.domain.refusals import NoRoomFree
from counsellors.models import Conversation, RoomHold
from counsellors.team.enums import HoldKind
from jobcenter.centres.models import Room
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, at, set_the_scene

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
LONG_ENOUGH_TO_LOOK = 1.0


@pytest.fixture
def scene(eight_topics):
    return set_the_scene(rooms=1)


def reserve_slowly(room: Room, *, is_held: threading.Event) -> None:
    """Like `reserve_room`, but still open while the other one looks."""
    try:
        with transaction.atomic():
            Room.objects.select_for_update(no_key=True).get(pk=room.pk)
            RoomHold.objects.create(
                room=room, kind=HoldKind.RESERVED, during=period(at(9), at(12)), what_for="Møde",
                made_at=NOW,
            )  # fmt: skip
            is_held.set()
            threading.Event().wait(LONG_ENOUGH_TO_LOOK)
    finally:
        connections.close_all()


def book_while_it_is_reserved(scene) -> int:
    """How many conversations stand in the reserved room afterwards."""
    is_held = threading.Event()
    other = threading.Thread(
        target=reserve_slowly, args=[scene.centre.rooms.get()], kwargs={"is_held": is_held}
    )
    other.start()
    assert is_held.wait(5)
    # The engine looks now, and sees a free room: the reservation is not committed yet.
    with suppress(NoRoomFree):
        scene.book(mode="in_person", start=at(9))
    other.join()
    return Conversation.objects.booked().filter(room__isnull=False).count()


def test_room_that_is_being_reserved_is_not_booked(scene):
    assert book_while_it_is_reserved(scene) == 0
    assert RoomHold.objects.count() == 1


def test_without_the_trigger_the_same_race_takes_the_room_twice(scene):
    name = "a_room_is_not_booked_while_it_is_held"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE counsellors_conversation DISABLE TRIGGER {name}")
    try:
        assert book_while_it_is_reserved(scene) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE counsellors_conversation ENABLE TRIGGER {name}")
