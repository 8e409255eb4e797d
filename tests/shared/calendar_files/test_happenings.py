"""What a calendar file says will happen: texts, moved and cancelled dates, and per-event faults."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jobcenter.shared.calendar_files.apart import read_happenings_apart
from jobcenter.shared.calendar_files.defects import Defect
from jobcenter.shared.calendar_files.happenings import read_happenings
from jobcenter.shared.calendar_files.reading import CalendarUnreadable
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import WINDOW, calendar, event, one_event

START = "DTSTART;TZID=Europe/Copenhagen:20261201T190000"
TWO_HOURS = "DURATION:PT2H"


def read(data: bytes):
    return read_happenings(
        data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN
    )


def only(data: bytes):
    said = read(data)
    assert said.faults == []
    [one] = said.happenings
    return one


def said(moment: datetime) -> str:
    return f"{moment.astimezone(COPENHAGEN):%Y-%m-%d %H:%M}"


def test_texts_are_read_as_people_wrote_them():
    one = only(
        one_event(
            START,
            TWO_HOURS,
            "SUMMARY;LANGUAGE=da:Café\\, kaffe og kage",
            "DESCRIPTION:Første linje\\nanden \\; linje\\\\",
            'LOCATION;ALTREP="http://x.dk/a:b":Rådhuset\\, sal 1',
            "URL:https://forening.dk/strik?a=1",
            "CATEGORIES:Mad,Hygge\\, te",
            "CATEGORIES:Jobs",
            "BEGIN:VALARM",
            "DESCRIPTION:Alarm",
            "END:VALARM",
        )
    )

    assert one.told.title == "Café, kaffe og kage"
    assert one.told.text == "Første linje\nanden ; linje\\"
    assert one.told.place == "Rådhuset, sal 1"
    assert one.told.url == "https://forening.dk/strik?a=1"
    assert one.told.categories == ("Mad", "Hygge, te", "Jobs")


def test_long_texts_lose_their_end_and_no_letter_is_cut_in_two():
    one = only(one_event(START, TWO_HOURS, "DESCRIPTION:x" + "å" * 60_000, "SUMMARY:Strik"))

    assert 9_000 < len(one.told.text) < 10_001
    assert set(one.told.text) == {"x", "å"}
    assert one.told.title == "Strik"


def test_letters_of_old_programs_and_folds_inside_letters_are_read():
    data = one_event(START, TWO_HOURS, "SUMMARY:Årsmøde på øen")
    cut = data.replace("ø".encode(), b"\xc3\r\n \xb8", 1)

    assert only(data.decode().encode("cp1252")).told.title == "Årsmøde på øen"
    assert only(cut).told.title == "Årsmøde på øen"
    assert only(b"\xef\xbb\xbf" + data.replace(b"\r\n", b"\n")).told.title == "Årsmøde på øen"


def test_free_events_and_events_without_an_end_happen_too():
    alone = only(one_event(START, "TRANSP:TRANSPARENT", "SUMMARY:Strik")).dates

    assert [(said(each.start), each.which) for each in alone] == [("2026-12-01 19:00", "")]
    assert alone[0].start == alone[0].end


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20261205T100000Z", "DTEND:20261204T100000Z"),
        ("DTSTART:20261205T100000Z", "DTEND:20261205T095900Z"),
        ("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261204"),
        ("DTSTART:20261205T100000Z", "DURATION:-PT1H"),
    ],
)
def test_what_ends_before_it_begins_is_never_turned_round(lines):
    found = read(one_event(*lines, "SUMMARY:Bagl"))

    assert not found.happenings
    assert [fault.sentence for fault in found.faults] == ["It ends before it begins."]


def test_whole_day_is_over_at_midnight_and_not_a_day_late():
    [one] = only(
        one_event("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202", "SUMMARY:x")
    ).dates

    assert one.is_whole_days
    assert (said(one.start), said(one.end)) == ("2026-12-01 00:00", "2026-12-02 00:00")


def test_a_series_keeps_the_hour_over_both_clock_changes_and_its_dates_have_names_for_life():
    dates = only(one_event(
        "DTSTART;TZID=Europe/Copenhagen:20261201T190000", TWO_HOURS, "RRULE:FREQ=WEEKLY;COUNT=20",
        "SUMMARY:Strik",
    )).dates  # fmt: skip

    assert len(dates) == 20
    assert {said(each.start)[-5:] for each in dates} == {"19:00"}
    assert {each.end - each.start for each in dates} == {timedelta(hours=2)}
    assert dates[1].which == "20261208T190000"


def test_daily_rules_are_read_and_too_many_dates_are_one_events_fault():
    daily = event("DTSTART:20261101T100000Z", "RRULE:FREQ=DAILY", "SUMMARY:Morgen", uid="daily")
    hourly = event("DTSTART:20261101T100000Z", "RRULE:FREQ=HOURLY", "SUMMARY:Time", uid="hourly")
    second = event("DTSTART:20000101T100000Z", "RRULE:FREQ=SECONDLY", "SUMMARY:Nu", uid="second")

    found = read(calendar(*daily, *hourly, *second))

    assert [(one.uid, len(one.dates)) for one in found.happenings] == [("daily", 181)]
    assert [fault.title for fault in found.faults] == ["Time", "Nu"]


def test_one_date_is_moved_one_renamed_one_cancelled_and_one_left_out():
    series = event(
        START, TWO_HOURS, "RRULE:FREQ=WEEKLY;COUNT=5", "SUMMARY:Strik",
        "EXDATE;TZID=Europe/Copenhagen:20261229T190000",
    )  # fmt: skip
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Copenhagen:20261208T190000",
        "DTSTART;TZID=Europe/Copenhagen:20261209T180000", TWO_HOURS, "SUMMARY:Strik",
    )  # fmt: skip
    renamed = event(
        "RECURRENCE-ID:20261215T180000Z", "DTSTART:20261215T180000Z", TWO_HOURS, "SUMMARY:Julestrik"
    )
    cancelled = event(
        "RECURRENCE-ID;TZID=Europe/Copenhagen:20261222T190000", "STATUS:CANCELLED",
        "DTSTART;TZID=Europe/Copenhagen:20261222T190000", TWO_HOURS, "SUMMARY:Strik",
    )  # fmt: skip

    dates = only(calendar(*series, *moved, *renamed, *cancelled)).dates

    assert [(each.which, said(each.start)) for each in dates] == [
        ("20261201T190000", "2026-12-01 19:00"),
        ("20261208T190000", "2026-12-09 18:00"),
        ("20261215T190000", "2026-12-15 19:00"),
        ("20261222T190000", "2026-12-22 19:00"),
    ]
    assert [each.told.title if each.told else "" for each in dates] == ["", "", "Julestrik", ""]
    assert [each.is_cancelled for each in dates] == [False, False, False, True]


def test_what_cannot_be_understood_costs_one_event_and_is_named_with_its_line():
    good = event(START, TWO_HOURS, "SUMMARY:Strik", uid="good")
    zone = event("DTSTART;TZID=Maanen/Krater:20261201T190000", "SUMMARY:Måne", uid="bad")
    without = event("SUMMARY:Uden tid", uid="worse")

    found = read(calendar(*good, *zone, *without))

    assert [one.uid for one in found.happenings] == ["good"]
    assert [(fault.title, fault.line) for fault in found.faults] == [("Måne", 11), ("Uden tid", 14)]


def test_events_far_from_the_window_cost_nothing_and_are_not_there():
    old = event("DTSTART:19990101T100000Z", "SUMMARY:Før", uid="old")
    far = event("DTSTART:99980101T100000Z", "SUMMARY:Siden", uid="far")

    assert read(calendar(*old, *far)).happenings == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"<!doctype html><title>Log ind</title>",
        one_event(START, TWO_HOURS)[:-40],
        calendar(*[line for n in range(20_001) for line in event(START, uid=str(n))]),
    ],
    ids=["empty", "binary", "a page", "cut off", "too many"],
)
def test_a_file_that_is_broken_as_a_whole_is_refused(data):
    with pytest.raises(Defect):
        read(data)
    with pytest.raises(CalendarUnreadable):
        read_happenings_apart(
            data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN
        )


def test_the_process_apart_says_the_same():
    series = event(START, TWO_HOURS, "RRULE:FREQ=DAILY;COUNT=3", "SUMMARY:Å", "CATEGORIES:a,b")
    change = event(
        "RECURRENCE-ID:20261202T180000Z", "DTSTART:20261202T200000Z", TWO_HOURS, "SUMMARY:Ø"
    )
    data = calendar(*series, *change, *event("SUMMARY:Uden tid", uid="fault"))
    window = {"window_from": WINDOW[0], "window_to": WINDOW[1], "default_zone": COPENHAGEN}

    assert read_happenings_apart(data, **window) == read_happenings(data, **window)


def test_ten_thousand_events_with_long_texts_are_read_in_time():
    starts = [datetime(2026, 11, 2) + timedelta(minutes=20 * n) for n in range(10_000)]  # noqa: DTZ001
    lines = [
        line
        for n, start in enumerate(starts)
        for line in event(
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}", TWO_HOURS, f"SUMMARY:Møde {n}",
            "DESCRIPTION:" + "ord " * 300, uid=str(n),
        )
    ]  # fmt: skip
    data = calendar(*lines)
    assert len(data) > 13_000_000

    found = read_happenings_apart(
        data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN
    )

    assert len(found.happenings) == 10_000
