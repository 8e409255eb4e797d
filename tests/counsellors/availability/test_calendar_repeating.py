"""Series: what repeats, what is left out, moved, cancelled, ended."""

from __future__ import annotations

import pytest

from jobcenter.shared.calendar_files.gathering import gather
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import WINDOW, busy, calendar, event, one_event

START = "DTSTART;TZID=Europe/Copenhagen:20261201T090000"
HOUR = "DURATION:PT1H"
FOUR_DAYS = [START, HOUR, "RRULE:FREQ=DAILY;COUNT=4"]


def days(data):
    """The dates of December that begin something: "1 2 3 4"."""
    return " ".join(str(int(each[8:10])) for each in busy(data))


UNTILS = {
    # The form of UNTIL: the last day of a series at 9 o'clock (8 o'clock UTC) in December.
    "20261203T080000Z": "1 2 3",
    "20261203T075959Z": "1 2",
    "20261203T090000": "1 2 3",
    "20261203T085959": "1 2",
    "20261203": "1 2 3",
    "20261203T000000Z": "1 2",
}


@pytest.mark.parametrize("until", UNTILS)
def test_series_ends_with_until_in_whatever_form(until):
    assert days(one_event(START, HOUR, f"RRULE:FREQ=DAILY;UNTIL={until}")) == UNTILS[until]


WHOLE_DAY_UNTILS = {
    "20261203": "1 2 3",
    "20261203T000000": "1 2 3",
    "20261203T235959Z": "1 2 3",  # as Google writes a date
    "20261202T230000Z": "1 2 3",  # as Exchange writes it: midnight here
    "20261203T000000Z": "1 2 3",
    "20261203T225959Z": "1 2 3",
}


@pytest.mark.parametrize("until", WHOLE_DAY_UNTILS)
def test_series_of_whole_days_ends_with_until_in_whatever_form(until):
    data = one_event("DTSTART;VALUE=DATE:20261201", f"RRULE:FREQ=DAILY;UNTIL={until}")

    assert days(data) == WHOLE_DAY_UNTILS[until]


def test_series_ended_before_it_began_is_gone():
    """So programs write "delete this and all following" at the first occurrence."""
    assert days(one_event(START, HOUR, "RRULE:FREQ=DAILY;UNTIL=20261130T225959Z")) == ""


def test_start_belongs_to_the_series_also_when_its_rule_does_not_mean_it():
    """1 December 2026 is a Tuesday."""
    assert days(one_event(START, HOUR, "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=2")) == "1 3 10"


EXCEPTIONS = {
    "EXDATE;TZID=Europe/Copenhagen:20261202T090000": "1 3 4",
    "EXDATE;TZID=Europe/London:20261202T080000": "1 3 4",
    "EXDATE:20261202T080000Z": "1 3 4",
    "EXDATE:20261202T090000": "1 3 4",
    "EXDATE;VALUE=DATE:20261202": "1 3 4",
    "EXDATE;TZID=Europe/Copenhagen:20261202T090000,20261204T090000": "1 3",
    "EXDATE:20261201T080000Z": "2 3 4",
    "EXDATE:20261202T081500Z": "1 2 3 4",
    "EXDATE:20261202T090000Z": "1 2 3 4",  # 10 o'clock here
    "EXDATE:": "1 2 3 4",
    "EXDATE;VALUE=DATE:": "1 2 3 4",
    "EXRULE:FREQ=DAILY;INTERVAL=2": "2 4",
    "RDATE:20261211T080000Z": "1 2 3 4 11",
    "RDATE;VALUE=DATE:20261211": "1 2 3 4 11",
    "RDATE;TZID=Europe/Copenhagen:20261202T090000": "1 2 3 4",
    "RDATE:": "1 2 3 4",
    "RRULE:FREQ=WEEKLY;COUNT=2": "1 2 3 4 8",
}


@pytest.mark.parametrize("line", EXCEPTIONS)
def test_series_has_exactly_the_days_that_remain_when_it_says(line):
    assert days(one_event(*FOUR_DAYS, line)) == EXCEPTIONS[line]


def test_exceptions_of_a_series_without_any_zone_match_by_their_digits_or_by_their_instant():
    series = ["DTSTART:20261201T090000", HOUR, "RRULE:FREQ=DAILY;COUNT=4"]

    assert days(one_event(*series, "EXDATE:20261202T090000Z")) == "1 3 4"
    assert days(one_event(*series, "EXDATE:20261202T080000Z")) == "1 3 4"


def test_exceptions_keep_to_the_clock_over_the_change():
    data = one_event(
        "DTSTART;TZID=Europe/Copenhagen:20270326T090000",
        *(HOUR, "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20270327T080000Z,20270329T070000Z"),
    )
    assert busy(data) == ["2027-03-26 09:00 – 10:00", "2027-03-28 09:00 – 10:00"]


def test_period_of_an_rdate_brings_its_own_length():
    data = one_event(
        *(START, HOUR, "RDATE;VALUE=PERIOD:20261202T080000Z/PT3H,20261203T080000Z/20261203T083000Z")
    )
    assert busy(data) == [
        "2026-12-01 09:00 – 10:00",
        "2026-12-02 09:00 – 12:00",
        "2026-12-03 09:00 – 09:30",
    ]


def change(recurrence_id, *lines, master=FOUR_DAYS, master_lines=()):
    """A series of four days, of which one occurrence is changed."""
    return calendar(*event(*master, *master_lines), *event(f"RECURRENCE-ID{recurrence_id}", *lines))


IDENTIFIED = {
    ";TZID=Europe/Copenhagen:20261202T090000": "1 3 4 20",
    ":20261202T080000Z": "1 3 4 20",
    ":20261202T090000": "1 3 4 20",
    ";VALUE=DATE:20261202": "1 3 4 20",
    ";TZID=Europe/London:20261202T080000": "1 3 4 20",
    # Nothing of the series: then both count.
    ":20261202T093000Z": "1 2 3 4 20",
}


@pytest.mark.parametrize("recurrence_id", IDENTIFIED)
def test_moved_occurrence_leaves_its_old_time_when_it_is_named_as(recurrence_id):
    data = change(recurrence_id, "DTSTART:20261220T080000Z", HOUR)

    assert days(data) == IDENTIFIED[recurrence_id]


@pytest.mark.parametrize("order", [1, -1])
def test_changed_occurrence_may_stand_before_its_series(order):
    events = [
        event(*FOUR_DAYS),
        event("RECURRENCE-ID:20261202T080000Z", "DTSTART:20261220T080000Z", HOUR),
    ]
    assert days(calendar(*(line for each in events[::order] for line in each))) == "1 3 4 20"


@pytest.mark.parametrize("line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"])
def test_cancelled_or_freed_occurrence_is_gone_and_needs_no_times(line):
    assert days(change(":20261202T080000Z", line)) == "1 3 4"


def test_occurrence_moved_into_the_window_from_far_away_counts():
    data = change(
        *(":20290102T080000Z", "DTSTART:20261220T080000Z", HOUR),
        master=[START, HOUR, "RRULE:FREQ=YEARLY;INTERVAL=50"],
    )
    assert days(data) == "1 20"


def test_changed_occurrence_counts_alone_when_its_series_is_not_in_the_file():
    data = one_event("RECURRENCE-ID:20261202T080000Z", "DTSTART:20261220T080000Z", HOUR)

    assert days(data) == "20"


def test_rule_within_a_changed_occurrence_means_nothing():
    data = change(":20261202T080000Z", "DTSTART:20261220T080000Z", HOUR, "RRULE:FREQ=DAILY")

    assert days(data) == "1 3 4 20"


def test_this_and_future_moves_lengthens_and_can_be_changed_again():
    data = calendar(
        *event(START, HOUR, "RRULE:FREQ=DAILY;COUNT=6"),
        *event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T080000Z",
            *("DTSTART;TZID=Europe/Copenhagen:20261203T110000", "DURATION:PT2H"),
        ),
        *event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261205T080000Z",
            *("DTSTART;TZID=Europe/Copenhagen:20261206T080000", "DURATION:PT30M"),
        ),
        *event("RECURRENCE-ID:20261206T080000Z", "DTSTART:20261220T080000Z", HOUR),
    )
    assert busy(data) == [
        "2026-12-01 09:00 – 10:00",
        "2026-12-02 09:00 – 10:00",
        "2026-12-03 11:00 – 13:00",
        "2026-12-04 11:00 – 13:00",
        "2026-12-06 08:00 – 08:30",
        "2026-12-20 09:00 – 10:00",
    ]


def test_this_and_future_cancels_all_that_follow_and_can_make_a_free_series_busy():
    end = ["RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T080000Z", "STATUS:CANCELLED"]
    assert days(calendar(*event(*FOUR_DAYS), *event(*end))) == "1 2"

    busy_now = ["RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T080000Z", START.replace("01T", "03T")]
    free = event(*FOUR_DAYS, "TRANSP:TRANSPARENT")
    assert days(calendar(*free, *event(*busy_now, HOUR))) == "3 4"


def test_newest_version_of_an_event_counts_and_older_ones_are_counted_as_replaced():
    data = calendar(
        *event(START, HOUR, "SEQUENCE:1"),
        *event("DTSTART:20261205T080000Z", HOUR, "SEQUENCE:2"),
        *event(START, HOUR, "SEQUENCE:0"),
    )
    read = gather(data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN)

    assert days(data) == "5"
    assert read.ignored == {"replaced": 2}


def test_newer_version_outside_the_window_or_cancelled_replaces_the_one_inside():
    away = event("DTSTART:20291205T080000Z", HOUR, "SEQUENCE:2")
    cancelled = event("STATUS:CANCELLED", "SEQUENCE:2")

    read = gather(
        calendar(*event(START, HOUR), *cancelled),
        window_from=WINDOW[0],
        window_to=WINDOW[1],
        default_zone=COPENHAGEN,
    )
    assert read.ignored == {"replaced": 1, "cancelled": 1}
    assert days(calendar(*event(START, HOUR), *away)) == ""
    assert days(calendar(*event(START, HOUR), *cancelled)) == ""


def test_different_events_that_share_a_uid_all_count():
    """Some programs give every event the same UID, or none."""
    several = [
        *event(START, HOUR),
        *event("DTSTART:20261205T080000Z", HOUR),
        *("BEGIN:VEVENT", "DTSTART:20261206T080000Z", HOUR, "END:VEVENT"),
        *("BEGIN:VEVENT", "DTSTART:20261207T080000Z", HOUR, "END:VEVENT"),
    ]
    assert days(calendar(*several)) == "1 5 6 7"


def test_exception_of_a_newer_series_deletes_a_moved_occurrence_but_one_of_the_same_age_does_not():
    moved = ["RECURRENCE-ID:20261202T080000Z", "DTSTART:20261220T080000Z", HOUR, "SEQUENCE:1"]
    series = [*FOUR_DAYS, "EXDATE:20261202T080000Z"]

    assert days(calendar(*event(*series, "SEQUENCE:2"), *event(*moved))) == "1 3 4"
    assert days(calendar(*event(*series, "SEQUENCE:1"), *event(*moved))) == "1 3 4 20"


def test_overlapping_occurrences_are_merged_and_touching_ones_are_not():
    long = one_event(START, "DURATION:P2D", "RRULE:FREQ=DAILY;COUNT=3")
    assert busy(long) == ["2026-12-01 09:00 – 2026-12-05 09:00"]

    hourly = one_event(START, HOUR, "RRULE:FREQ=HOURLY;COUNT=2")
    assert busy(hourly) == ["2026-12-01 09:00 – 10:00", "2026-12-01 10:00 – 11:00"]


def test_series_that_began_long_ago_is_known_today():
    start = "DTSTART;TZID=Europe/Copenhagen:16010101T090000"
    assert len(busy(one_event(start, HOUR, "RRULE:FREQ=DAILY"))) == 181
    assert busy(one_event(start, HOUR, "RRULE:FREQ=YEARLY")) == ["2027-01-01 09:00 – 10:00"]
    # Monday 1 January 1601 was the first of 22,235 Mondays until 15 February 2027.
    assert busy(one_event(start, HOUR, "RRULE:FREQ=WEEKLY;COUNT=22235"))[-1].startswith(
        "2027-02-15"
    )


@pytest.mark.parametrize(
    ("rule", "times"),
    [
        ("FREQ=WEEKLY", 26),
        ("FREQ=WEEKLY;UNTIL=20261231T000000Z", 9),
        ("FREQ=WEEKLY;COUNT=600", 5),
        ("FREQ=WEEKLY;UNTIL=20261020T000000Z", 0),
    ],
)
def test_series_that_began_long_ago_goes_on_as_long_as_its_rule_says(rule, times):
    start = ["DTSTART:20150608T080000Z", "DTEND:20150608T090000Z"]  # a Monday

    assert len(busy(one_event(*start, f"RRULE:{rule}"))) == times


def test_long_event_that_began_before_the_window_repeats_into_it():
    data = one_event("DTSTART;VALUE=DATE:20260901", "DURATION:P70D", "RRULE:FREQ=YEARLY")

    assert busy(data) == ["2026-09-01 00:00 – 2026-11-10 00:00"]
