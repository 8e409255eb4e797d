"""What PostgreSQL breaks for reasons of its own is done again, or refused kindly."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from counsellors.conversations.domain.refusals import HouseIsBusy, RoomJustTaken
from counsellors.conversations.domain.transactions import in_one_transaction
from counsellors.models import Counsellor
from tests.counsellors.conversations.story import everything, set_the_scene
from tests.factories.centres import TopicFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Work:
    """Writes a row, then meets the errors it was told to meet, one per try."""

    def __init__(self, *sql_states: str) -> None:
        self.sql_states = list(sql_states)
        self.tries = 0

    def __call__(self) -> str:
        self.tries += 1
        TopicFactory(slug="try")
        if self.sql_states:
            with connection.cursor() as cursor:
                state = self.sql_states.pop(0)
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")
        return "done"


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_a_broken_transaction_is_done_again(state):
    work = Work(state, state)

    assert in_one_transaction(work) == "done"
    assert work.tries == 3


def test_a_transaction_broken_three_times_is_refused_kindly_and_leaves_nothing():
    before = everything()
    work = Work(*["40P01"] * 9)

    with pytest.raises(HouseIsBusy):
        in_one_transaction(work)

    assert work.tries == 3
    assert everything() == before


@pytest.mark.parametrize("state", ["55P03", "57014"])
def test_a_wait_that_took_too_long_is_refused_at_once(state):
    work = Work(state)

    with pytest.raises(HouseIsBusy):
        in_one_transaction(work)

    assert work.tries == 1


def test_an_error_of_another_kind_is_nobodys_refusal():
    with pytest.raises(OperationalError):
        in_one_transaction(Work("53100"))  # the disk is full


def test_inside_another_transaction_only_its_owner_tries_again():
    work = Work("40P01")
    with pytest.raises(OperationalError), transaction.atomic():
        in_one_transaction(work)

    assert work.tries == 1


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


def test_the_wait_for_a_turn_is_three_seconds_at_most():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        )
        assert cursor.fetchone() == ("3s", "10s")


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
