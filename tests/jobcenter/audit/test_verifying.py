"""Whatever is done to the read log behind its back is found."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from jobcenter.audit.domain.chain import COLUMNS, chained
from jobcenter.audit.domain.heads import HeadFileUnreadable, keep_heads, read_heads
from jobcenter.audit.domain.verifying import verify_readings
from jobcenter.audit.models import Reading, ReadingMonth
from tests.jobcenter.audit.log import (
    NOW,
    as_somebody_who_owns_the_tables,
    look,
    many,
    recorded,
)

COUNT = 6


@pytest.fixture
def log(db):
    many(COUNT)


def findings(**kept) -> list[str]:
    return [str(finding) for finding in verify_readings(now=NOW, **kept).findings]


def tamper(*statements: str) -> None:
    with as_somebody_who_owns_the_tables() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_log_nobody_touched_is_as_it_was_written(log, tmp_path):
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)
    recorded(look(), look("clara"), now=NOW + timedelta(days=33))

    verified = verify_readings(now=NOW, kept=read_heads(file))

    assert (verified.rows, verified.findings) == (COUNT + 2, [])


def test_log_without_rows_is_as_it_was_written(db):
    assert findings() == []


@pytest.mark.parametrize("column", [c for c in COLUMNS if c not in {"month", "number"}])
def test_changed_row_is_found_whichever_column_it_was(log, column):
    other = {
        "at": "at + interval '1 microsecond'",
        "reader_id": "8",
        "centre_id": "1",
        "kinds": "'{name}'",
        "way": "'page'",
        "why": "'own'",
    }
    tamper(f"UPDATE audit_reading SET {column} = {other.get(column, "'x'")} WHERE number = 3")

    assert findings() == ["2026-12, row 3: was changed or swapped"]


def test_changed_hash_is_found(log):
    tamper("UPDATE audit_reading SET hash = sha256('x') WHERE number = 3")

    assert findings() == [
        "2026-12, row 3: was changed or swapped",
        "2026-12, row 4: was changed or swapped",
    ]


@pytest.mark.parametrize(("number", "gap"), [(1, 1), (3, 1)])
def test_removed_row_is_found(log, number, gap):
    tamper(f"DELETE FROM audit_reading WHERE number = {number}")

    assert findings() == [f"2026-12, row {number + 1}: {gap} rows before this one were removed"]


def test_removed_row_is_found_when_the_later_ones_close_the_gap(log):
    tamper(
        "DELETE FROM audit_reading WHERE number = 3",
        # Far away first: the key is asked row by row, in whatever order the rows lie.
        "UPDATE audit_reading SET number = number + 100 WHERE number > 3",
        "UPDATE audit_reading SET number = number - 101 WHERE number > 100",
        "UPDATE audit_readingmonth SET count = 5 WHERE true",
    )

    assert findings()[0] == "2026-12, row 3: was changed or swapped"


def test_swapped_rows_are_found(log):
    tamper(
        "UPDATE audit_reading SET number = 99 WHERE number = 2",
        "UPDATE audit_reading SET number = 2 WHERE number = 4",
        "UPDATE audit_reading SET number = 4 WHERE number = 99",
    )

    found = findings()

    assert "2026-12, row 2: was changed or swapped" in found
    assert "2026-12, row 4: was changed or swapped" in found


def test_cut_end_is_found_by_the_head_in_the_database(log):
    tamper("DELETE FROM audit_reading WHERE number > 4")

    assert findings() == ["2026-12: there should be 6 rows, the last one is 4"]


def cut_the_end_and_the_head() -> None:
    tamper(
        "DELETE FROM audit_reading WHERE number > 4",
        "UPDATE audit_readingmonth SET count = 4,"
        " last_hash = (SELECT hash FROM audit_reading WHERE number = 4)",
    )


def test_end_cut_off_together_with_its_head_is_found_by_the_file_outside(log, tmp_path):
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)

    cut_the_end_and_the_head()

    assert findings() == [], "the database alone cannot know"
    assert findings(kept=read_heads(file)) == [
        "2026-12, row 6: was kept outside as a head and is not there: the end was cut"
    ]


def write_anew() -> None:
    """One row is changed, then every hash after it, and the head."""
    tamper("UPDATE audit_reading SET reader_name = 'Dorte' WHERE number = 2")
    previous = bytes(32)
    for row in Reading.objects.order_by("number"):
        previous = chained(previous, [getattr(row, column) for column in COLUMNS])
        tamper(f"UPDATE audit_reading SET hash = '\\x{previous.hex()}' WHERE number = {row.number}")
    tamper(f"UPDATE audit_readingmonth SET last_hash = '\\x{previous.hex()}'")


def test_chain_written_anew_is_found_by_the_file_outside(log, tmp_path):
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)
    write_anew()

    assert findings() == []
    assert findings(kept=read_heads(file)) == [
        "2026-12, row 6: is not the row whose hash was kept outside"
    ]


@pytest.mark.parametrize("tampered", [write_anew, cut_the_end_and_the_head])
def test_forged_head_is_not_kept_and_the_clockwork_says_so(log, tmp_path, caplog, tampered):
    """The house's own clock must not write the lie over the truth."""
    file = tmp_path / "heads.jsonl"
    true_heads = keep_heads(file=file, now=NOW)
    tampered()

    assert keep_heads(file=file, now=NOW + timedelta(hours=1)) == []

    assert read_heads(file) == true_heads
    assert "not what was kept of it before" in caplog.text
    assert len(findings(kept=read_heads(file))) == 1


def test_end_cut_off_and_grown_anew_is_found_after_the_next_hour(log, tmp_path):
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)
    cut_the_end_and_the_head()
    keep_heads(file=file, now=NOW)
    recorded(look("forged-1"))
    keep_heads(file=file, now=NOW)
    recorded(look("forged-2"))
    keep_heads(file=file, now=NOW)

    assert findings() == []
    assert findings(kept=read_heads(file)) == [
        "2026-12, row 6: is not the row whose hash was kept outside"
    ]


def test_forged_line_in_the_file_does_not_shadow_the_true_one(log, tmp_path):
    """As the clockwork once wrote it, or somebody who can add to the file and not change it."""
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)
    write_anew()
    keep_heads(file=tmp_path / "forged.jsonl", now=NOW)
    with file.open("a") as kept:
        kept.write((tmp_path / "forged.jsonl").read_text())

    assert findings(kept=read_heads(file)) == [
        "2026-12, row 6: was kept outside with different hashes: the end was rewritten",
        "2026-12, row 6: is not the row whose hash was kept outside",
    ]


def test_added_row_is_found(log):
    tamper(
        f"INSERT INTO audit_reading ({', '.join(COLUMNS)}, hash)"
        f" SELECT {', '.join(c if c != 'number' else '7' for c in COLUMNS)}, hash"
        " FROM audit_reading WHERE number = 6"
    )

    assert findings() == [
        "2026-12, row 7: was changed or swapped",
        "2026-12: there should be 6 rows, the last one is 7",
    ]


def test_month_that_is_gone_altogether_is_found_by_the_file_outside(log, tmp_path):
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)
    tamper("DELETE FROM audit_reading", "DELETE FROM audit_readingmonth")

    assert findings() == []
    assert findings(kept=read_heads(file))[0] == "2026-12: the head of this month was removed"


def test_removed_head_is_found(log):
    tamper("DELETE FROM audit_readingmonth")

    assert findings() == ["2026-12: the head of this month was removed"]


def test_month_said_to_be_dropped_before_its_time_is_found(log):
    ReadingMonth.objects.update(dropped_at=NOW)

    assert findings() == ["2026-12: the month was dropped before its time"]


# --- the file and the command ---------------------------------------------------------------------


def test_file_gets_a_line_only_when_the_log_has_grown(log, tmp_path):
    file = tmp_path / "folder" / "heads.jsonl"

    first = keep_heads(file=file, now=NOW)
    nothing_new = keep_heads(file=file, now=NOW)
    recorded(look())
    second = keep_heads(file=file, now=NOW)

    assert [head.count for head in first + nothing_new + second] == [COUNT, COUNT + 1]
    assert read_heads(file) == first + second


def test_file_somebody_wrote_in_is_refused_with_the_line(log, tmp_path):
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)
    with file.open("a") as kept:
        kept.write("hello\n")

    with pytest.raises(HeadFileUnreadable, match="line 2 is no head"):
        read_heads(file)


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("verify_audit", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_command_says_that_all_is_well(log, tmp_path):
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)

    assert run(f"--head={file}") == ("6 rows are as they were written.\n", "")


def test_command_warns_when_no_head_was_kept(log, tmp_path):
    out, err = run(f"--head={tmp_path / 'none'}", "--month=2026-12")

    assert out == "6 rows are as they were written.\n"
    assert "holds no head" in err


def test_command_fails_and_names_what_it_found(log, tmp_path):
    file = tmp_path / "heads.jsonl"
    keep_heads(file=file, now=NOW)
    cut_the_end_and_the_head()

    with pytest.raises(CommandError, match="1 things are not as they were written"):
        run(f"--head={file}")
    assert run(f"--head={file}", "--month=2026-11")[0] == "0 rows are as they were written.\n"


def test_command_names_a_month_it_cannot_read(db):
    with pytest.raises(CommandError, match="'soon' is no month"):
        run("--month=soon")
