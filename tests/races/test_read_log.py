"""Many look at once, and the log has every look, once, in an unbroken chain."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from jobcenter.audit.domain import read_and_record
from jobcenter.audit.domain.verifying import verify_readings
from jobcenter.audit.models import Reading, ReadingMonth
from tests.jobcenter.audit.log import BENT, NOW, look
from tests.races.arena import Race, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

READERS, ROUNDS = 20, 5


def everybody_looks() -> Race:
    def at_three(reader: int) -> list[str]:
        people = [f"{reader}-{n}" for n in range(3)]
        return read_and_record(rows=people, reader=BENT, tell=look, now=NOW)

    acts = [lambda reader=reader: at_three(reader) for reader in range(READERS)]
    return race(lambda _round: acts, rounds=ROUNDS)


def test_chain_is_whole_when_twenty_look_at_the_same_moment():
    outcome = everybody_looks()

    assert not outcome.errors
    assert Reading.objects.count() == ReadingMonth.objects.get().count == READERS * ROUNDS * 3
    verified = verify_readings(now=NOW)
    assert (verified.rows, verified.findings) == (READERS * ROUNDS * 3, [])


@pytest.fixture
def no_lock():
    """`append_readings` looks at the head of the month without holding it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('append_readings'::regproc)")
        (guarded,) = cursor.fetchone()
        unguarded = re.sub(
            r"INSERT INTO audit_readingmonth AS m.*?RETURNING.*?INTO before, last;",
            "SELECT m.count, m.last_hash INTO before, last FROM audit_readingmonth m"
            " WHERE m.month = wanted;",
            guarded,
            flags=re.DOTALL,
        )
        assert unguarded != guarded
        cursor.execute(unguarded)
    yield
    with connection.cursor() as cursor:
        cursor.execute(guarded)


def test_chain_breaks_when_the_head_is_not_locked(no_lock):
    """The same with the guard switched off: it must fail, or the test above proves nothing."""
    ReadingMonth.objects.create(month=NOW.date().replace(day=1), count=0, last_hash=bytes(32))

    outcome = everybody_looks()

    assert outcome.errors["IntegrityError"] > 0
