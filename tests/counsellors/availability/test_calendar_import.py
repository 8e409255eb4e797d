"""A calendar file into the table: what is added, removed, kept, refused, and never stored."""

from __future__ import annotations

import io
import json
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from counsellors.availability.domain.busy import SourceNameUnusable, import_busy
from counsellors.models import BusyCalendar, BusyTime
from jobcenter.audit.models import Change
from jobcenter.shared.calendar_files.reading import CalendarUnreadable
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import FILES, calendar, event
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import ConversationFactory, CounsellorFactory

NOW = datetime(2026, 11, 23, 12, tzinfo=COPENHAGEN)
MEETING = event("DTSTART:20261201T090000", "DURATION:PT1H", uid="meeting")
COURSE = event("DTSTART:20261202T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", uid="course")
BROKEN = event("DTSTART:20261299T090000", "DURATION:PT1H", uid="broken")


@pytest.fixture
def bent(db):
    return CounsellorFactory(slug="bent-oestergaard")


def read(counsellor, *events, now=NOW, **more):
    data = calendar(*(line for each in events for line in each))
    return import_busy(counsellor=counsellor, data=data, now=now, **more)


def stored(counsellor):
    rows = BusyTime.objects.filter(counsellor=counsellor).order_by("during")
    return [f"{row.during.lower.astimezone(COPENHAGEN):%d %H:%M}" for row in rows]


def test_busy_times_are_stored_with_start_end_and_the_hash_of_the_uid(bent):
    result = read(bent, MEETING)

    row = BusyTime.objects.get()
    assert (row.counsellor, row.calendar.name, row.calendar.imported_at) == (bent, "calendar", NOW)
    assert row.during.lower == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert row.during.upper == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert bytes(row.uid_hash) == result.read.busy[0].uid_hash
    assert (result.added, result.removed, result.unchanged, result.past) == (1, 0, 0, 0)


def test_second_import_of_the_same_file_changes_nothing(bent):
    read(bent, MEETING, COURSE)
    before = list(BusyTime.objects.order_by("pk").values_list("pk", "during"))
    changes = Change.objects.count()

    result = read(bent, MEETING, COURSE, now=NOW + timedelta(minutes=5))

    assert (result.added, result.removed, result.unchanged) == (0, 0, 4)
    assert list(BusyTime.objects.order_by("pk").values_list("pk", "during")) == before
    assert Change.objects.count() == changes
    assert BusyCalendar.objects.get().imported_at == NOW + timedelta(minutes=5)


def test_what_disappeared_from_the_file_is_removed_and_what_is_new_is_added(bent):
    read(bent, MEETING, COURSE)

    result = read(bent, COURSE, event("DTSTART:20261210T090000", "DURATION:PT1H", uid="new"))

    assert (result.added, result.removed, result.unchanged) == (1, 1, 3)
    assert stored(bent) == ["02 09:00", "03 09:00", "04 09:00", "10 09:00"]


def test_empty_calendar_removes_everything(bent):
    read(bent, MEETING, COURSE)

    assert read(bent).removed == 4
    assert stored(bent) == []


@pytest.mark.parametrize("data", [b"", b"<html>", calendar(*MEETING, *BROKEN), b"x" * 21_000_000])
def test_file_that_cannot_be_read_leaves_the_old_busy_times_and_no_trace(bent, data):
    read(bent, MEETING)
    changes = Change.objects.count()

    with pytest.raises(CalendarUnreadable):
        import_busy(counsellor=bent, data=data, now=NOW + timedelta(days=1))

    assert stored(bent) == ["01 09:00"]
    assert Change.objects.count() == changes
    assert BusyCalendar.objects.get().imported_at == NOW


def test_two_calendars_of_one_counsellor_do_not_touch_each_other(bent):
    read(bent, MEETING)
    read(bent, COURSE, source_name="private")

    assert read(bent).removed == 1
    assert stored(bent) == ["02 09:00", "03 09:00", "04 09:00"]


def test_calendar_of_a_colleague_stays_as_it_is(bent):
    dorte = CounsellorFactory(slug="dorte")
    read(dorte, MEETING)

    read(bent, MEETING)
    read(bent)

    assert stored(dorte) == ["01 09:00"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_calendar_without_a_usable_name_is_refused(bent, name):
    with pytest.raises(SourceNameUnusable):
        read(bent, MEETING, source_name=name)
    assert not BusyCalendar.objects.exists()


def test_times_that_are_over_are_forgotten_and_not_called_removed(bent):
    read(bent, MEETING, COURSE)

    result = read(bent, MEETING, COURSE, now=NOW + timedelta(days=20))

    assert (result.removed, result.past) == (0, 4)
    assert stored(bent) == []


@pytest.mark.parametrize(("horizon", "days"), [(None, 120), (30, 120), (60, 120), (366, 426)])
def test_calendar_is_read_as_far_as_anybody_can_book_and_further(bent, horizon, days):
    if horizon:
        bent.centres.add(CentreFactory(horizon_days=horizon), CentreFactory(horizon_days=5))

    result = read(bent, event("DTSTART:20261124T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY"))

    assert result.window_to == datetime(2026, 11, 23, tzinfo=COPENHAGEN) + timedelta(days=days)
    assert result.added == days - 1


def test_import_is_the_same_all_day_and_moves_with_the_day(bent):
    daily = event("DTSTART:20200101T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY", uid="daily")
    read(bent, daily, now=NOW.replace(hour=0, minute=0))

    assert read(bent, daily, now=NOW.replace(hour=23, minute=59)).added == 0
    tomorrow = read(bent, daily, now=NOW + timedelta(days=1))
    assert (tomorrow.added, tomorrow.removed, tomorrow.past) == (1, 0, 1)


def test_dry_run_tells_the_same_and_changes_nothing(bent):
    read(bent, MEETING)

    result = read(bent, COURSE, is_dry_run=True)

    assert (result.added, result.removed, result.unchanged) == (3, 1, 0)
    assert stored(bent) == ["01 09:00"]
    assert read(CounsellorFactory(slug="dorte"), COURSE, is_dry_run=True).added == 3
    assert BusyCalendar.objects.count() == 1


def test_import_leaves_one_line_in_the_trail_without_a_word_from_the_calendar(bent):
    read(bent, MEETING, COURSE, source_name="Hjerteklinik")

    change = Change.objects.get(action="busy_times.imported")
    assert change.subject == "counsellor:bent-oestergaard"
    assert change.facts == {"added": 4, "removed": 0}
    assert change.actor_kind == Change.ActorKind.SYSTEM


def test_no_word_of_the_calendar_is_stored_anywhere(bent):
    marker = "Kirsebærlikør"
    uid = "unmistakable-uid@example.org"
    told = [
        f"{name}:{marker}"
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CATEGORIES", "X-NOTE")
    ]
    people = [f'ATTENDEE;CN="{marker}":mailto:{marker}@example.org', f"ORGANIZER:{marker}"]
    read(bent, event("DTSTART:20261201T090000", "DURATION:PT1H", *told, *people, uid=uid))

    assert stored(bent) == ["01 09:00"]
    whole = _everything_in_the_database()
    assert bent.last_name in whole
    assert marker not in whole
    assert uid not in whole


def _everything_in_the_database():
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names() if not t.startswith("django_")]
        found = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_ten_thousand_busy_times_are_imported_and_imported_again(bent):
    begins = datetime(2026, 11, 24)  # noqa: DTZ001 wall-clock
    events = [
        event(
            f"DTSTART:{begins + timedelta(minutes=15 * n):%Y%m%dT%H%M%S}", "DURATION:PT10M", uid=n
        )
        for n in range(10_000)
    ]
    assert read(bent, *events).added == 10_000
    result = read(bent, *events[1:])
    assert (result.added, result.removed, result.unchanged) == (0, 1, 9_999)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_imports_at_the_same_moment_end_as_one_of_them():
    """Without holding the counsellor's row both would add, and one would break or both remain."""
    bent = CounsellorFactory()
    read(bent, MEETING)
    barrier = threading.Barrier(6)
    failures = []

    def work(events):
        try:
            barrier.wait()
            for _ in range(4):
                read(bent, *events)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=([c],)) for c in [MEETING, COURSE] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert stored(bent) in (["01 09:00"], ["02 09:00", "03 09:00", "04 09:00"])


def run(*arguments):
    out = io.StringIO()
    call_command("import_busy", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    """A file with one event tomorrow at 9."""
    path = tmp_path / "calendar.ics"
    path.write_bytes(calendar(*event(f"DTSTART:{tomorrow():%Y%m%dT%H%M%S}", "DURATION:PT1H")))
    return path


def tomorrow(hour=9):
    day = timezone.now().astimezone(COPENHAGEN).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN)


def test_command_tells_in_words_what_it_did(bent, file):
    told = run("--counsellor", "bent-oestergaard", str(file))

    assert "Bent Østergaard, “calendar”: 1 event read, 1 busy time from" in told
    assert "1 added, 0 removed, 0 unchanged." in told
    assert "booked" not in told
    assert len(stored(bent)) == 1


def test_command_tells_machines_in_json_and_changes_nothing_in_a_dry_run(bent, file):
    told = json.loads(run("--counsellor", "bent-oestergaard", str(file), "--dry-run", "--json"))

    assert told["dry_run"] is True
    assert (told["counsellor"], told["source"]) == ("bent-oestergaard", "calendar")
    assert (told["events_read"], told["busy"], told["added"], told["removed"]) == (1, 1, 1, 0)
    assert stored(bent) == []
    assert "nothing was changed" in run("--counsellor", "bent-oestergaard", str(file), "--dry-run")


@pytest.mark.parametrize("is_dry", [True, False])
def test_command_names_the_booked_conversations_in_busy_time_and_cancels_none(bent, file, is_dry):
    inside = ConversationFactory(
        counsellor=bent, starts_at=tomorrow(9), ends_at=tomorrow(9) + timedelta(minutes=30)
    )
    ConversationFactory(
        counsellor=bent, starts_at=tomorrow(10), ends_at=tomorrow(10) + timedelta(minutes=30)
    )
    more = ["--dry-run"] if is_dry else []

    told = run("--counsellor", "bent-oestergaard", str(file), *more)
    answer = json.loads(run("--counsellor", "bent-oestergaard", str(file), "--json", *more))

    assert f"1 booked conversation in busy time, still booked: {tomorrow():%d.%m.%Y} 09:00." in told
    assert answer["booked_in_busy_time"] == [tomorrow().isoformat()]
    inside.refresh_from_db()
    assert inside.status == "booked"


def test_command_reads_standard_input(bent, file, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(file.open("rb")))

    assert "1 added" in run("--counsellor", "bent-oestergaard", "-")


def test_command_refuses_a_broken_file_with_line_and_reason(bent, tmp_path, capsys):
    broken = tmp_path / "broken.ics"
    broken.write_bytes(calendar(*MEETING, *BROKEN))

    with pytest.raises(CommandError, match=r"^line 10: DTSTART: “20261299T090000” is no date") as e:
        run("--counsellor", "bent-oestergaard", str(broken))
    assert e.value.returncode == 1
    with pytest.raises(CommandError):
        call_command("import_busy", "--counsellor", "bent-oestergaard", str(broken), "--json")
    refused = json.loads(capsys.readouterr().out)["refused"]
    assert refused == {"line": 10, "reason": "DTSTART: “20261299T090000” is no date or time."}


def test_command_speaks_of_lines_in_english_also_in_a_danish_house(bent, tmp_path, settings):
    assert settings.LANGUAGE_CODE == "da"
    broken = tmp_path / "broken.ics"
    broken.write_bytes(b"nothing")

    with pytest.raises(CommandError, match=r"^line 1: This is no calendar file"):
        run("--counsellor", "bent-oestergaard", str(broken))


def test_command_names_an_unknown_counsellor_and_the_nearest_known_ones(bent, file):
    CounsellorFactory(slug="dorte-holm")

    with pytest.raises(CommandError, match=r"“bent-ostergard”.*bent-oestergaard") as refused:
        run("--counsellor", "bent-ostergard", str(file))
    assert "dorte-holm" not in str(refused.value)
    with pytest.raises(CommandError, match="“q”"):
        run("--counsellor", "q", str(file))


def test_command_names_a_file_that_cannot_be_opened(bent, tmp_path):
    with pytest.raises(CommandError, match=r"missing\.ics cannot be opened"):
        run("--counsellor", "bent-oestergaard", str(tmp_path / "missing.ics"))
    with pytest.raises(CommandError, match="cannot be opened"):
        run("--counsellor", "bent-oestergaard", str(tmp_path))
    with pytest.raises(CommandError, match="1 to 80 characters"):
        run("--counsellor", "bent-oestergaard", str(FILES / "empty.ics"), "--source", "")


@pytest.mark.django_db(transaction=True)
def test_import_waits_for_whoever_holds_the_counsellor_and_reads_the_file_before():
    """Booking holds the same row: the lock must be held for the writing, not for the reading."""
    bent = CounsellorFactory()
    done = threading.Event()

    def work():
        read(bent, MEETING)
        done.set()
        connection.close()

    with transaction.atomic():
        type(bent).objects.select_for_update(no_key=True).get(pk=bent.pk)
        thread = threading.Thread(target=work)
        thread.start()
        assert not done.wait(2)
    thread.join()
    assert stored(bent) == ["01 09:00"]
