"""What readings do to the programme, night after night."""

from __future__ import annotations

import pytest

from events.activities.domain import cancel_date, change_date, move_date
from events.activities.domain.dates import Own
from events.activities.models import Activity, ActivityDate
from events.imports.enums import Effect
from events.imports.models import ImportedDate, ImportedItem
from jobcenter.audit.models import Change
from jobcenter.centres.models import Room
from tests.factories.accounts import UserFactory
from tests.factories.calendars import calendar, event
from tests.factories.imports import (
    A_DAY,
    NOW,
    dates_of,
    evening,
    evenings,
    ics_source,
    read,
    tried,
)

pytestmark = pytest.mark.django_db
FIRST, SECOND = (f"Strik {day}.12. 19.00–21.00 planned" for day in (1, 2))
SERIES = event(
    "DTSTART;TZID=Europe/Copenhagen:20261201T190000", "DURATION:PT2H", "SUMMARY:Strik",
    "RRULE:FREQ=WEEKLY;COUNT=4", uid="series",
)  # fmt: skip


def test_first_reading_makes_drafts_that_nobody_sees():
    source = ics_source(evenings(1, 2))

    report = read(source)

    assert report.counts["new"] == 2
    assert dates_of(source) == [
        FIRST,
        SECOND,
    ]
    assert not Activity.objects.exclude(published_at=None).exists()
    assert (source.trouble, source.read_at) == ({}, NOW)
    assert Change.objects.filter(action="activity.planned", actor_kind="system").count() == 2


def test_source_an_editor_vouches_for_is_public_at_once_and_says_who_vouched():
    source = ics_source(evenings(1), attested=True)

    read(source)

    one = Activity.objects.get()
    assert one.published_at == NOW
    assert one.attested_by == source.attested_by


def test_drafts_become_public_when_the_source_is_vouched_for_later():
    source = ics_source(evenings(1))
    read(source)
    source.attested_by, source.attested_at = UserFactory(), NOW
    source.save()

    report = read(source)

    assert report.counts["changed"] == 1
    assert Activity.objects.get().published_at == NOW


def test_reading_again_changes_nothing_and_writes_hardly_anything(django_assert_max_num_queries):
    source = ics_source(evenings(*range(1, 25)), attested=True)
    read(source)
    before = list(ActivityDate.objects.order_by("pk").values())
    trail = Change.objects.count()

    with django_assert_max_num_queries(16):
        report = read(source)

    assert (report.counts["same"], report.counts["new"], report.lines) == (24, 0, [])
    assert list(ActivityDate.objects.order_by("pk").values()) == before
    assert Change.objects.count() == trail


def test_series_keeps_its_dates_when_it_moves_to_another_hour_or_weekday():
    source = ics_source(calendar(*SERIES), attested=True)
    read(source)
    before = list(ActivityDate.objects.order_by("starts_at").values_list("pk", flat=True))

    read(source, calendar(*SERIES).replace(b"20261201T190000", b"20261202T183000"))

    assert dates_of(source) == [
        f"Strik {day} 18.30–20.30 moved" for day in ("2.12.", "9.12.", "16.12.", "23.12.")
    ]
    assert list(ActivityDate.objects.order_by("starts_at").values_list("pk", flat=True)) == before


def test_single_date_that_becomes_a_series_stays_the_same_one():
    source = ics_source(calendar(*evening(1, uid="series")), attested=True)
    read(source)
    first = ActivityDate.objects.get()

    read(source, calendar(*SERIES))

    assert len(dates_of(source)) == 4
    assert ActivityDate.objects.order_by("starts_at").first() == first
    assert ImportedDate.objects.get(date=first).which == "20261201T190000"


def test_moved_date_has_a_higher_sequence_and_its_address_stays():
    source = ics_source(evenings(1), attested=True)
    read(source)
    before = ActivityDate.objects.get()

    moved = evenings(1).replace(b"T190000", b"T200000")
    read(source, moved)

    after = ActivityDate.objects.get()
    assert (after.public_id, after.state) == (before.public_id, "moved")
    assert after.sequence > before.sequence


def test_draft_that_moves_does_not_say_that_it_was_moved():
    source = ics_source(evenings(1))
    read(source)

    read(source, evenings(1).replace(b"T190000", b"T200000"))

    assert dates_of(source) == ["Strik 1.12. 20.00–22.00 planned"]


def test_cancelled_there_is_cancelled_here_with_a_reason_and_can_come_back():
    source = ics_source(evenings(1), attested=True)
    read(source)
    off = calendar(*evening(1, "STATUS:CANCELLED"))

    report = read(source, off)

    one = ActivityDate.objects.get()
    assert (one.state, one.reason) == ("cancelled", "Aflyst af Biblioteket")
    assert report.counts["cancelled"] == 1
    assert dates_of(source) == ["Strik 1.12. 19.00–21.00 cancelled"]
    read(source, evenings(1))
    assert dates_of(source) == [FIRST]


def test_what_is_cancelled_before_we_know_it_does_not_come():
    source = ics_source(calendar(*evening(1, "STATUS:CANCELLED")))

    assert read(source).counts["new"] == 0
    assert not Activity.objects.exists()


def test_gone_from_the_source_is_cancelled_where_people_saw_it_and_away_where_nobody_did():
    seen, unseen = ics_source(evenings(1, 2), attested=True), ics_source(evenings(1, 2))
    read(seen)
    read(unseen)

    for source in (seen, unseen):
        assert read(source, evenings(2)).counts["gone"] == 1

    assert dates_of(seen) == [
        "Strik 1.12. 19.00–21.00 cancelled",
        SECOND,
    ]
    assert dates_of(unseen) == [SECOND]
    assert "Biblioteket" in ActivityDate.objects.get(state="cancelled").reason
    read(seen, evenings(1, 2))
    assert dates_of(seen)[0] == FIRST


def test_what_is_over_stays_as_it_was_when_the_source_forgets_it():
    source = ics_source(evenings(1, 2), attested=True)
    read(source)
    before = ActivityDate.objects.order_by("pk").first()

    read(source, evenings(2), now=NOW + 10 * A_DAY)

    after = ActivityDate.objects.get(pk=before.pk)
    assert (after.state, after.sequence) == ("planned", before.sequence)


def test_fields_changed_here_survive_and_the_others_follow():
    source = ics_source(calendar(*evening(1, "DESCRIPTION:Gammel", uid="a")), attested=True)
    read(source)
    Activity.objects.update(title="Strik for alle")

    new = calendar(*evening(1, "DESCRIPTION:Ny", uid="a", title="Strikkeaften"))
    report = read(source, new)

    one = Activity.objects.get()
    assert (one.title, one.text) == ("Strik for alle", "Ny")
    assert "the title was changed here and stays" in str(report.lines)
    # Written back to what the import wrote, it follows again.
    Activity.objects.update(title="Strik")
    read(source, calendar(*evening(1, "DESCRIPTION:Ny", uid="a", title="Strikkeklub")))
    assert Activity.objects.get().title == "Strikkeklub"


def test_date_moved_cancelled_or_renamed_here_stays_when_the_source_changes():
    source = ics_source(calendar(*SERIES), attested=True)
    read(source)
    editor = UserFactory()
    first, second, third, _ = ActivityDate.objects.order_by("starts_at")
    move_date(one=first, starts_at=first.starts_at + A_DAY, ends_at=first.ends_at + A_DAY,
              actor=editor, now=NOW)  # fmt: skip
    cancel_date(one=second, reason="Bent er syg", actor=editor, now=NOW)
    change_date(one=third, own=Own(title="Julestrik"), actor=editor, now=NOW)

    read(source, calendar(*SERIES).replace(b"PT2H", b"PT3H"))

    assert dates_of(source) == [
        "Strik 2.12. 19.00–21.00 moved",
        "Strik 8.12. 19.00–21.00 cancelled",
        "Julestrik 15.12. 19.00–22.00 planned",
        "Strik 22.12. 19.00–22.00 planned",
    ]


def test_activity_thrown_away_here_does_not_come_back():
    source = ics_source(evenings(1))
    read(source)
    Activity.objects.all().delete()

    report = read(source, evenings(1).replace(b"T190000", b"T200000"))

    assert not Activity.objects.exists()
    assert report.counts["new"] == 0


def test_room_of_ours_is_found_by_its_name_and_another_place_stands_in_the_text():
    source = ics_source()
    room = Room.objects.create(centre=source.centre, name="Køkkenet")
    here = evening(1, "LOCATION:køkkenet", uid="here")
    there = evening(2, "LOCATION:Byparken 4", "URL:https://biblioteket.dk/2", uid="there")

    read(source, calendar(*here, *there))

    one, other = Activity.objects.order_by("pk")
    assert (one.room, one.text) == (room, "")
    assert other.text == "Sted: Byparken 4\n\nLæs mere: https://biblioteket.dk/2"


def test_trial_tells_the_same_and_writes_nothing():
    source = ics_source(evenings(1, 2), attested=True)
    read(source)
    new = evenings(2, 3)

    trial = tried(source, new)

    assert [line["effect"] for line in trial.lines] == [Effect.GONE, Effect.NEW]
    assert len(dates_of(source)) == 2
    assert read(source).lines == trial.lines


def test_one_item_that_cannot_be_read_says_why_and_the_others_come():
    source = ics_source(evenings(1, 2), attested=True)
    read(source)
    broken = calendar(
        *evening(1),
        *event("DTSTART;TZID=Maanen:20261202T190000", "SUMMARY:Strik", uid="Strik-12-2"),
        *event("DTSTART:20261203T190000Z", "DTEND:20270103T190000Z", "SUMMARY:Ler", uid="long"),
        *event("DTSTART:20261203T190000Z", "SUMMARY:Ring 010190-1234", uid="cpr"),
    )  # fmt: skip

    report = read(source, broken)

    assert report.counts["refused"] == 3
    row = ImportedItem.objects.get(external_id="Strik-12-2")
    assert "Maanen" in str(row.trouble)
    # It is there and cannot be read: that is not gone.
    assert dates_of(source)[1] == SECOND
    assert "two weeks" in ImportedItem.objects.get(external_id="long").trouble["sentence"]
    assert "010190" not in f"{report.lines}{list(ImportedItem.objects.values())}"
    read(source, evenings(1, 2), now=NOW + A_DAY)
    assert not ImportedItem.objects.exclude(trouble={}).exists()
    assert not ImportedItem.objects.filter(external_id="long").exists()


# --- Files as a whole ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no calendar file"),
        (b"\x00\x01\xff" * 500, "no calendar file"),
        (b"<html>Log ind</html>", "no calendar file"),
        (evenings(1)[:-30], "cut off"),
        (b"x" * 20_000_001, "20"),
    ],
    ids=["empty", "binary", "page", "cut off", "huge"],
)  # fmt: skip
def test_broken_file_is_refused_and_nothing_is_lost(data, words):
    source = ics_source(evenings(1), attested=True)
    read(source)

    report = read(source, data)

    assert words in str(report.trouble["sentence"]) % report.trouble["params"]
    assert source.trouble == report.trouble
    assert dates_of(source) == [FIRST]
    read(source, evenings(1))
    assert source.trouble == {}


@pytest.mark.parametrize("how", ["latin-1", "bom", "lf", "cr", "utf-16"])
def test_odd_encodings_and_line_ends_are_read(how):
    data = evenings(1, title="Æbleskiver på Ø")
    ways = {
        "latin-1": data.decode().encode("latin-1"),
        "bom": b"\xef\xbb\xbf" + data,
        "lf": data.replace(b"\r\n", b"\n"),
        "cr": data.replace(b"\r\n", b"\r"),
        "utf-16": data.decode().encode("utf-16"),
    }
    source = ics_source(ways[how])

    read(source)

    assert dates_of(source) == ["Æbleskiver på Ø 1.12. 19.00–21.00 planned"]
