"""The read log: written before anything is shown, never rewritten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jobcenter.audit.domain import read_and_record, record_reading, record_readings
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.audit.models import Reading, ReadingMonth
from tests.factories.accounts import UserFactory
from tests.jobcenter.audit.log import AMAL, BENT, CLARA, NOW, look, many, recorded
from tests.structure.breaking import refused_by


def test_row_says_who_saw_what_of_whom_why_and_when(db):
    (row,) = recorded(look(centre_id=3))

    assert (row.reader_id, row.reader_name, row.reader_role) == (7, "Bent Østergaard", "counsellor")
    assert (row.citizen, row.centre_id, row.at) == (AMAL, 3, NOW)
    assert (row.way, row.kinds, row.why) == ("list", ["name", "agenda"], "conversation")
    assert str(row) == "2026-12/1"


def test_rows_of_a_month_are_numbered_from_one_without_gaps(db):
    many(3)
    recorded(look(), now=NOW + timedelta(days=40))

    assert [str(row) for row in Reading.objects.order_by("month", "number")] == [
        "2026-12/1",
        "2026-12/2",
        "2026-12/3",
        "2027-01/1",
    ]
    assert [(head.month.month, head.count) for head in ReadingMonth.objects.order_by("month")] == [
        (12, 3),
        (1, 1),
    ]


def test_month_is_that_of_the_clock_on_the_wall(db):
    """Half past eleven at night in London is the next month in Copenhagen."""
    (row,) = recorded(look(), now=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))

    assert row.month.isoformat() == "2026-12-01"


def test_several_rows_about_one_person_in_a_list_are_one_look(db):
    rows = recorded(look(), look(kinds=frozenset({Kind.CONTACT})), look(CLARA))

    assert [(row.citizen, row.kinds) for row in rows] == [
        (AMAL, ["name", "contact", "agenda"]),
        (CLARA, ["name", "agenda"]),
    ]


def test_search_that_finds_nobody_is_written_with_its_words(db):
    (row,) = recorded(look("", way=Way.SEARCH, searched_for="  Amal\u202e Nasser "))

    assert (row.citizen, row.searched_for) == ("", "Amal Nasser")


@pytest.mark.parametrize("count", [1, 50])
def test_any_number_of_rows_is_one_statement(db, count):
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        record_readings(reader=BENT, readings=[look(f"c-{n}") for n in range(count)], now=NOW)

    assert len(queries) == 1
    assert Reading.objects.count() == count


def test_nothing_seen_is_nothing_written(db):
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        record_readings(reader=BENT, readings=[], now=NOW)

    assert len(queries) == 0


@pytest.mark.django_db(transaction=True)
def test_row_is_refused_outside_the_transaction_that_reads():
    with pytest.raises(RuntimeError, match="outside the transaction"):
        record_reading(reader=BENT, reading=look(), now=NOW)

    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_reading SET citizen = 'x'",
        "DELETE FROM audit_reading",
        "DELETE FROM audit_readingmonth",
        "UPDATE audit_readingmonth SET count = count - 1",
        "UPDATE audit_readingmonth SET last_hash = sha256('x')",
    ],
)
def test_row_and_head_are_neither_changed_nor_removed(db, statement):
    recorded(look())

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Reading.objects.get().citizen == AMAL


def test_no_table_of_the_log_is_emptied_outside_a_test_database(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%are_never_emptied'"
            " AND tgfoid = 'refuse_to_rewrite_the_read_log'::regproc"
        )
        guarded = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT relid::text FROM pg_partition_tree('audit_reading')")
        tables = {name for (name,) in cursor.fetchall()} | {"audit_readingmonth"}
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname = 'refuse_to_rewrite_the_read_log'"
        )
        (body,) = cursor.fetchone()

    assert len(tables) > 5
    assert guarded == tables
    assert "TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%'" in body


def test_row_outlives_the_account_of_whoever_looked(db):
    bent = UserFactory()
    recorded(look(), reader=type(BENT)(id=bent.pk, name=bent.name, role="counsellor"))

    bent.delete()

    assert Reading.objects.get().reader_name == "Amal Nasser"


# --- no row, no data ---------------------------------------------------------------------------


def test_data_comes_with_its_row(db):
    UserFactory(name="Amal")

    found = read_and_record(
        rows=UserFactory._meta.model.objects.all(),
        reader=BENT,
        tell=lambda user: look(user.public_id),
        now=NOW,
    )

    assert [user.name for user in found] == ["Amal"]
    assert Reading.objects.get().citizen == found[0].public_id


def test_data_is_not_handed_out_when_the_row_cannot_be_written(db):
    UserFactory(name="Amal")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_reading RENAME TO lost")

    with pytest.raises(DatabaseError, match="audit_reading"):
        read_and_record(
            rows=UserFactory._meta.model.objects.all(),
            reader=BENT,
            tell=lambda user: look(user.public_id),
            now=NOW,
        )


@pytest.mark.django_db(transaction=True)
def test_data_is_not_handed_out_in_a_transaction_that_may_still_be_undone():
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        read_and_record(rows=[1], reader=BENT, tell=lambda _: look(), now=NOW)


# --- what the database itself refuses ------------------------------------------------------------


def test_reading_lies_in_its_month(db):
    (row,) = recorded(look())
    row.month, row.number = row.month.replace(month=11), 99

    with refused_by("a_reading_lies_in_its_month"):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("a_reading_is_about_somebody_or_a_search", {"citizen": ""}),
        ("a_search_says_what_was_searched_for", {"way": Way.SEARCH}),
        ("a_reading_without_a_relation_says_why", {"why": Why.ASKED}),
    ],
)
def test_reading_that_says_too_little_is_refused(db, constraint, changes):
    with refused_by(constraint):
        recorded(look(**changes))

    assert not Reading.objects.exists()
    assert not ReadingMonth.objects.exists()


def test_month_is_named_by_its_first_day(db):
    with refused_by("a_month_is_named_by_its_first_day"):
        ReadingMonth.objects.create(month=NOW.date().replace(day=2), count=0, last_hash=bytes(32))
