"""What PostgreSQL breaks for reasons of its own is done again, or refused kindly."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction

from jobcenter.centres.models import Topic
from jobcenter.shared.refusals import HouseIsBusy, Refusal
from jobcenter.shared.transactions import in_one_transaction
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
    work = Work(*["40P01"] * 9)

    with pytest.raises(HouseIsBusy):
        in_one_transaction(work)

    assert work.tries == 3
    assert not Topic.objects.filter(slug="try").exists()


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


class SeatJustTaken(Refusal):
    may_go_better_next_time = True


def test_what_was_lost_in_the_last_moment_is_looked_for_again():
    lost = [SeatJustTaken(), SeatJustTaken()]

    def work() -> str:
        if lost:
            raise lost.pop()
        return "another seat"

    assert in_one_transaction(work) == "another seat"


@pytest.mark.parametrize(("refusal", "tries"), [(SeatJustTaken, 3), (Refusal, 1)])
def test_a_refusal_is_passed_on_when_trying_again_cannot_help(refusal, tries):
    tried = []

    def work() -> None:
        tried.append(1)
        raise refusal

    with pytest.raises(refusal):
        in_one_transaction(work)

    assert len(tried) == tries


def test_the_wait_for_a_turn_is_three_seconds_at_most():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        )
        assert cursor.fetchone() == ("3s", "10s")
