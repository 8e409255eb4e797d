"""A month of the read log is made ahead of time and dropped as a whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from jobcenter.audit import tasks
from jobcenter.audit.domain.heads import read_heads
from jobcenter.audit.domain.keeping import drop_old_months, make_months, may_be_dropped
from jobcenter.audit.domain.verifying import verify_readings
from jobcenter.audit.models import Change, Reading, ReadingMonth
from tests.jobcenter.audit.log import look, recorded

LONG_AGO = datetime(2023, 5, 10, 9, 0, tzinfo=UTC)
MAY = date(2023, 5, 1)
LAST_DAY = datetime(2024, 5, 30, 22, 0, tzinfo=UTC)  # 365 days after June began in Copenhagen


def table_of(row: Reading) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM audit_reading WHERE month = %s AND number = %s",
            list(row.pk),
        )
        (name,) = cursor.fetchone()
    return name


def test_row_lies_in_the_table_of_its_month(db):
    made = make_months(now=LONG_AGO)

    (row,) = recorded(look(), now=LONG_AGO)

    assert made == [MAY, date(2023, 6, 1), date(2023, 7, 1), date(2023, 8, 1)]
    assert table_of(row) == "audit_reading_2023_05"


def test_months_are_made_once(db):
    make_months(now=LONG_AGO)

    assert make_months(now=LONG_AGO) == []
    assert make_months(now=LONG_AGO + timedelta(days=31)) == [date(2023, 9, 1)]


def test_row_is_kept_although_nobody_made_its_month(db):
    (row,) = recorded(look(), now=LONG_AGO)

    assert table_of(row) == "audit_reading_other"
    assert MAY not in make_months(now=LONG_AGO)
    assert verify_readings(now=LONG_AGO).rows == 1


@pytest.mark.parametrize("is_made", [True, False])
def test_month_goes_when_its_last_row_is_a_year_old_and_not_before(db, is_made):
    if is_made:
        make_months(now=LONG_AGO)
    recorded(look(), now=LONG_AGO)
    recorded(look(), now=LONG_AGO + timedelta(days=31))

    assert drop_old_months(now=LAST_DAY - timedelta(days=1)) == []
    assert Reading.objects.count() == 2
    assert drop_old_months(now=LAST_DAY + timedelta(days=1)) == [MAY]
    assert [row.month.month for row in Reading.objects.all()] == [6]
    assert drop_old_months(now=LAST_DAY + timedelta(days=1)) == []


def test_head_and_trail_tell_that_the_month_was_there(db):
    recorded(look(), now=LONG_AGO)
    late = LAST_DAY + timedelta(days=1)

    drop_old_months(now=late)

    assert ReadingMonth.objects.get().dropped_at == late
    line = Change.objects.get(action="readings.forgotten")
    assert (line.subject, line.facts, line.actor_kind) == (
        "readings:2023-05",
        {"rows": 1},
        "system",
    )
    assert verify_readings(now=late).findings == []


def test_month_is_due_by_the_clock_on_the_wall():
    assert not may_be_dropped(MAY, now=LAST_DAY - timedelta(seconds=1))
    assert may_be_dropped(MAY, now=LAST_DAY)


def test_clockwork_keeps_the_heads_outside_the_database(db, tmp_path, settings, caplog):
    settings.AUDIT_HEAD_FILE = str(tmp_path / "heads.jsonl")
    recorded(look(), now=LONG_AGO)

    with caplog.at_level("INFO"):
        tasks.keep_the_heads()

    (head,) = read_heads(tmp_path / "heads.jsonl")
    assert (head.month, head.count) == (MAY, 1)
    assert head.hash.hex() in caplog.text


def test_clockwork_makes_what_comes_and_drops_what_is_over(db):
    recorded(look(), now=LONG_AGO)

    tasks.turn_the_pages()

    assert not Reading.objects.exists()


def test_clockwork_runs_every_hour_and_every_night():
    from jobcenter.celery import app

    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {
        "jobcenter.audit.tasks.keep_the_heads",
        "jobcenter.audit.tasks.turn_the_pages",
    } <= scheduled
