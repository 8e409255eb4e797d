"""A room lost in the last moment is looked for again; a wait that is too long ends kindly."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from counsellors.conversations.domain.refusals import RoomJustTaken
from counsellors.models import Counsellor
from jobcenter.shared.refusals import HouseIsBusy
from jobcenter.shared.transactions import in_one_transaction
from tests.counsellors.conversations.story import everything, set_the_scene

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_room_lost_in_the_last_moment_is_looked_for_again():
    lost = [RoomJustTaken(), RoomJustTaken()]

    def work() -> str:
        if lost:
            raise lost.pop()
        return "another room"

    assert in_one_transaction(work) == "another room"


def test_a_room_lost_three_times_is_refused():
    def work() -> None:
        raise RoomJustTaken

    with pytest.raises(RoomJustTaken):
        in_one_transaction(work)


def test_a_booking_that_waits_too_long_for_its_turn_is_refused_kindly():
    scene = set_the_scene()
    before = everything()
    with somebody_holds(scene.bent):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        try:
            with pytest.raises(HouseIsBusy):
                scene.book()
        finally:
            connection.close()

    assert everything() == before
    assert scene.book().conversation.name == "Amal"


class somebody_holds:  # noqa: N801  reads as a sentence
    """Another connection keeps the counsellor's row locked for as long as the block runs."""

    def __init__(self, counsellor: Counsellor) -> None:
        self.counsellor, self.held, self.done = counsellor, Event(), Event()
        self.thread = Thread(target=self._hold)

    def _hold(self) -> None:
        try:
            with transaction.atomic():
                Counsellor.objects.select_for_update().get(pk=self.counsellor.pk)
                self.held.set()
                self.done.wait(30)
        finally:
            connection.close()

    def __enter__(self) -> None:
        self.thread.start()
        assert self.held.wait(30)

    def __exit__(self, *problem: object) -> None:
        self.done.set()
        self.thread.join()
