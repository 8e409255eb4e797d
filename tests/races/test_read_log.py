"""Many look at once, and the log has every look, once, in an unbroken chain."""

from __future__ import annotations

import pytest
from django.db import transaction

from jobcenter.audit.domain import read_and_record, reading
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


def test_chain_breaks_when_the_head_is_not_locked(monkeypatch):
    """The same with the guard switched off: it must fail, or the test above proves nothing."""
    monkeypatch.setattr(
        reading,
        "CLAIM_NUMBERS",
        "WITH wanted (month, size, none) AS (VALUES (%s::date, %s::bigint, %s::bytea))"
        " SELECT coalesce(m.count, 0) + size, coalesce(m.last_hash, none)"
        " FROM wanted LEFT JOIN audit_readingmonth m USING (month)",
    )
    with transaction.atomic():
        ReadingMonth.objects.create(month=NOW.date().replace(day=1), count=0, last_hash=bytes(32))

    outcome = everybody_looks()

    assert outcome.errors["IntegrityError"] > 0
