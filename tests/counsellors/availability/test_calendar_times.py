"""When an event is: zones, whole days, both clock changes, and ends of all kinds."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from jobcenter.shared.calendar_files.gathering import gather
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import busy, busy_in_utc, calendar, event, one_event

NINE_TO_TEN = ["2026-12-01 09:00 – 10:00"]

ZONES = {
    # A name as written: what 9 o'clock there is in Copenhagen in December.
    "Europe/Copenhagen": "09:00",
    "europe/copenhagen": "09:00",
    "/Europe/Stockholm": "09:00",
    "/mozilla.org/20070129_1/Europe/Berlin": "09:00",
    "/freeassociation.sourceforge.net/Tzfile/Europe/London": "10:00",
    "/softwarestudio.org/Olson_20011030_5/America/Argentina/Buenos_Aires": "13:00",
    "posix/Europe/Helsinki": "08:00",
    "Romance Standard Time": "09:00",
    "W. Europe Standard Time": "09:00",
    "W. Europe Standard Time 1": "09:00",
    "W. Europe Daylight Time": "09:00",
    "GMT Standard Time": "10:00",
    "Eastern Standard Time": "15:00",
    '"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"': "09:00",
    "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris": "09:00",
    '"(UTC+01:00) Bruxelles, København, Madrid, Paris"': "09:00",
    '"(GMT+01.00) Amsterdam / Berlin / Bern / Rome"': "09:00",
    '"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"': "10:00",
    '"(UTC-05:00) Eastern Time, New York"': "15:00",
    '"(UTC) Coordinated Universal Time"': "10:00",
    '"Western/Central Europe"': "09:00",
    "UTC": "10:00",
    "Etc/GMT-3": "07:00",
    "UTC+3": "07:00",
    '"GMT+03:00"': "07:00",
    "GMT-0330": "13:30",
    "CET": "09:00",
}


@pytest.mark.parametrize("name", ZONES)
def test_time_is_understood_when_its_zone_is_written(name):
    data = one_event(f"DTSTART;TZID={name}:20261201T090000", "DURATION:PT15M")

    assert busy(data)[0].startswith(f"2026-12-01 {ZONES[name]} – ")


def test_names_are_understood_in_the_letters_of_old_programs():
    data = one_event(
        'DTSTART;TZID="(UTC-03:00) São Paulo":20261201T050000', "DURATION:PT1H", "UID:på-dansk"
    )
    assert busy(data) == busy(data.decode().encode("cp1252")) == NINE_TO_TEN


@pytest.mark.parametrize("hour", ["09:00", "10:00"])
def test_label_of_a_summer_zone_keeps_wall_clock_time_over_the_change(hour):
    name = '"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"'
    digits = hour.replace(":", "") + "00"
    data = one_event(
        f"DTSTART;TZID={name}:20270326T{digits}", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4"
    )

    assert [each[11:16] for each in busy(data)] == [hour] * 4


def vtimezone(tzid, *, clocks_change=True, extra=()):
    """A zone five hours east of UTC, six in summer: no real place, so it must have been read."""
    summer = [
        *("BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
        *("TZOFFSETFROM:+0500", "TZOFFSETTO:+0600", "END:DAYLIGHT"),
    ]
    winter = [
        *("BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
        *("TZOFFSETFROM:+0600", "TZOFFSETTO:+0500", "END:STANDARD"),
    ]
    return [
        *("BEGIN:VTIMEZONE", f"TZID:{tzid}", *extra, *winter, *(summer if clocks_change else ())),
        "END:VTIMEZONE",
    ]


@pytest.mark.parametrize("name", ["Customized Time Zone", "Vores hus", "tzone://Microsoft/Custom"])
@pytest.mark.parametrize("zone_comes_first", [True, False])
def test_zone_is_taken_from_the_file_when_only_the_file_knows_it(name, zone_comes_first):
    meeting = event(
        f"DTSTART;TZID={name}:20270327T120000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"
    )
    zone = vtimezone(name)
    data = calendar(*(zone + meeting if zone_comes_first else meeting + zone))

    assert busy_in_utc(data) == [
        "03-27 07:00 – 03-27 08:00",
        "03-28 06:00 – 03-28 07:00",
        "03-29 06:00 – 03-29 07:00",
    ]


def test_each_calendar_of_a_file_has_its_own_zones_and_may_use_those_of_the_others():
    at_nine = event("DTSTART;TZID=Ours:20261201T090000", "DURATION:PT1H")
    one, other = vtimezone("Ours"), vtimezone("Ours", clocks_change=False)
    other = [line.replace("+0500", "+0200").replace("+0600", "+0200") for line in other]

    data = calendar(*at_nine) + calendar(*one, *at_nine) + calendar(*other, *at_nine)

    assert busy(data) == ["2026-12-01 05:00 – 06:00", "2026-12-01 08:00 – 09:00"]


def test_gap_and_repeated_hour_follow_the_standard_in_a_zone_of_the_file():
    data = calendar(
        *vtimezone("Vores hus"),
        *event("DTSTART;TZID=Vores hus:20270328T023000", "DURATION:PT10M", uid="in-the-gap"),
        *event("DTSTART;TZID=Vores hus:20261025T023000", "DURATION:PT10M", uid="twice"),
    )
    window = (datetime(2026, 10, 1, tzinfo=COPENHAGEN), datetime(2027, 5, 1, tzinfo=COPENHAGEN))

    assert busy_in_utc(data, window) == [
        "10-24 20:30 – 10-24 20:40",  # the first turn, still at +6
        "03-27 21:30 – 03-27 21:40",  # as if the clocks had not changed yet, at +5
    ]


def test_place_named_in_the_zone_counts_more_than_a_description_without_summer():
    zone = vtimezone("Odd", clocks_change=False, extra=["X-LIC-LOCATION:Europe/Copenhagen"])
    data = calendar(*zone, *event("DTSTART;TZID=Odd:20270401T090000", "DURATION:PT1H"))

    assert busy(data) == ["2027-04-01 09:00 – 10:00"]


def test_known_name_counts_more_than_the_files_own_description():
    data = calendar(
        *vtimezone("Europe/Copenhagen"),
        *event("DTSTART;TZID=Europe/Copenhagen:20261201T090000", "DURATION:PT1H"),
    )
    assert busy(data) == NINE_TO_TEN


def test_zone_that_ended_its_changes_long_ago_keeps_its_last_offset():
    zone = [
        *("BEGIN:VTIMEZONE", "TZID:Gone", "BEGIN:DAYLIGHT", "DTSTART:19400401T020000"),
        *("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT", "BEGIN:STANDARD"),
        *("DTSTART:19401001T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;UNTIL=19450930T220000Z"),
        *("TZOFFSETFROM:+0200", "TZOFFSETTO:+0030", "END:STANDARD", "END:VTIMEZONE"),
    ]
    data = calendar(*zone, *event("DTSTART;TZID=Gone:20261201T090000", "DURATION:PT1H"))

    assert busy_in_utc(data) == ["12-01 08:30 – 12-01 09:30"]


def test_time_without_zone_is_meant_where_the_calendar_or_else_the_reader_is():
    floating = event("DTSTART:20261201T090000", "DTEND:20261201T100000")

    assert busy(calendar(*floating)) == NINE_TO_TEN
    assert busy(calendar("X-WR-TIMEZONE:Asia/Tokyo", *floating)) == ["2026-12-01 01:00 – 02:00"]
    assert busy(calendar(*floating, "X-WR-TIMEZONE:Asia/Tokyo")) == ["2026-12-01 01:00 – 02:00"]
    assert busy(calendar("X-WR-TIMEZONE:", *floating)) == NINE_TO_TEN
    assert (
        busy(
            calendar(
                "X-WR-TIMEZONE:Asia/Tokyo", *event("DTSTART:20261201T080000Z", "DURATION:PT1H")
            )
        )
        == NINE_TO_TEN
    )


def test_whole_day_is_that_date_in_copenhagen_whatever_the_zones_say():
    for head in ((), ("X-WR-TIMEZONE:America/New_York",)):
        data = calendar(*head, *event("DTSTART;TZID=Asia/Tokyo;VALUE=DATE:20261201"))
        assert busy(data) == ["2026-12-01 00:00 – 2026-12-02 00:00"]


def test_whole_days_have_23_24_or_25_hours():
    days = one_event("DTSTART;VALUE=DATE:20270327", "RRULE:FREQ=DAILY;COUNT=3")
    assert busy_in_utc(days) == [
        "03-26 23:00 – 03-27 23:00",
        "03-27 23:00 – 03-28 22:00",
        "03-28 22:00 – 03-29 22:00",
    ]
    days = one_event("DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261026")
    window = (datetime(2026, 10, 1, tzinfo=COPENHAGEN), datetime(2026, 11, 1, tzinfo=COPENHAGEN))
    assert busy_in_utc(days, window) == ["10-23 22:00 – 10-25 23:00"]


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("20270328T023000", "03-28 01:30 – 03-28 02:00"),  # does not exist: as if still winter
        ("20270328T013000", "03-28 00:30 – 03-28 01:00"),
        ("20270328T030000", "03-28 01:00 – 03-28 01:30"),
        ("20261025T023000", "10-25 00:30 – 10-25 01:00"),  # twice: the first
        ("20261025T030000", "10-25 02:00 – 10-25 02:30"),
    ],
)
def test_wall_clock_time_in_the_changing_hour_follows_the_standard(start, said):
    window = (datetime(2026, 10, 1, tzinfo=COPENHAGEN), datetime(2027, 5, 1, tzinfo=COPENHAGEN))
    data = one_event(f"DTSTART;TZID=Europe/Copenhagen:{start}", "DURATION:PT30M")

    assert busy_in_utc(data, window) == [said]


def test_night_shift_lasts_as_long_with_dtend_and_until_the_same_clock_with_duration_in_days():
    """RFC 5545 section 3.8.5.3: DTEND means exact time, DURATION in days nominal time."""
    start = "DTSTART;TZID=Europe/Copenhagen:20270326T220000"
    eight_hours = [
        start,
        "DTEND;TZID=Europe/Copenhagen:20270327T060000",
        "RRULE:FREQ=DAILY;COUNT=2",
    ]
    a_day = [start, "DURATION:P1D", "RRULE:FREQ=DAILY;COUNT=2"]

    assert busy(one_event(*eight_hours))[1] == "2027-03-27 22:00 – 2027-03-28 07:00"
    assert busy(one_event(*a_day))[1] == "2027-03-27 22:00 – 2027-03-28 22:00"


ENDS = {
    # What follows DTSTART;TZID=Europe/Copenhagen:20261201T090000
    "DTEND;TZID=Europe/Copenhagen:20261201T100000": NINE_TO_TEN,
    "DTEND;TZID=Europe/London:20261201T090000": NINE_TO_TEN,
    "DTEND:20261201T090000Z": NINE_TO_TEN,
    "DTEND:20261201T100000": NINE_TO_TEN,
    "DTEND;VALUE=DATE-TIME:20261201T1000": NINE_TO_TEN,
    "DTEND;VALUE=DATE:20261202": ["2026-12-01 09:00 – 2026-12-02 00:00"],
    "DTEND:20261201T240000": ["2026-12-01 09:00 – 2026-12-02 00:00"],
    "DTEND:20261201T095960": NINE_TO_TEN,
    "DURATION:PT3600S": NINE_TO_TEN,
    "DURATION:PT1H": NINE_TO_TEN,
    "DURATION:+PT60M": NINE_TO_TEN,
    "DURATION:P1W": ["2026-12-01 09:00 – 2026-12-08 09:00"],
    "DURATION:P1DT1H": ["2026-12-01 09:00 – 2026-12-02 10:00"],
    "DURATION:PT0S": [],
    "DTEND;TZID=Europe/Copenhagen:20261201T090000": [],
    # A slip of the pen: all that the two times span.
    "DTEND;TZID=Europe/Copenhagen:20261201T080000": ["2026-12-01 08:00 – 09:00"],
    "DURATION:-PT1H": ["2026-12-01 08:00 – 09:00"],
    "X-NOTHING:": [],
}


@pytest.mark.parametrize("end", ENDS)
def test_event_ends_when_it_says(end):
    data = one_event("DTSTART;TZID=Europe/Copenhagen:20261201T090000", end)

    assert busy(data) == ENDS[end]


WHOLE_DAY_ENDS = {
    "X-NOTHING:": ("2026-12-01", "2026-12-02"),
    "DTEND;VALUE=DATE:20261201": ("2026-12-01", "2026-12-02"),  # not allowed, and common
    "DTEND;VALUE=DATE:20261204": ("2026-12-01", "2026-12-04"),
    "DTEND;VALUE=DATE:20261130": ("2026-11-30", "2026-12-02"),
    "DURATION:P2D": ("2026-12-01", "2026-12-03"),
    "DURATION:PT24H": ("2026-12-01", "2026-12-02"),
    "DTEND;VALUE=DATE:20261202T000000": ("2026-12-01", "2026-12-02"),
}


@pytest.mark.parametrize("end", WHOLE_DAY_ENDS)
def test_whole_days_end_when_they_say(end):
    first, after = WHOLE_DAY_ENDS[end]

    assert busy(one_event("DTSTART;VALUE=DATE:20261201", end)) == [f"{first} 00:00 – {after} 00:00"]


@pytest.mark.parametrize("start", ["00010101T000000", "00010101", "19000101T120000Z"])
@pytest.mark.parametrize("end", ["99991231T235959", "99991231", "99991231T235959Z"])
def test_endless_event_fills_the_window_and_can_be_stored(start, end):
    read = gather(
        one_event(f"DTSTART:{start}", f"DTEND:{end}"),
        window_from=datetime(2026, 11, 1, tzinfo=COPENHAGEN),
        window_to=datetime(2027, 3, 1, tzinfo=COPENHAGEN),
        default_zone=ZoneInfo("Europe/Copenhagen"),
    )
    assert [(each.start.year, each.end.year) for each in read.busy] == [(1970, 2200)]


def test_event_that_only_touches_the_window_is_outside_and_one_that_reaches_in_is_whole():
    window = (
        datetime(2026, 12, 1, 9, tzinfo=COPENHAGEN),
        datetime(2026, 12, 1, 17, tzinfo=COPENHAGEN),
    )
    data = calendar(
        *event("DTSTART:20261201T080000", "DURATION:PT1H", uid="before"),
        *event("DTSTART:20261201T170000", "DURATION:PT1H", uid="after"),
        *event("DTSTART:20261201T083000", "DURATION:PT1H", uid="into"),
        *event("DTSTART:20261201T163000", "DURATION:PT1H", uid="out of"),
    )
    assert busy(data, window) == ["2026-12-01 08:30 – 09:30", "2026-12-01 16:30 – 17:30"]


BUSY_OR_FREE = {
    "X-NOTHING:": True,
    "TRANSP:OPAQUE": True,
    "TRANSP:TRANSPARENT": False,
    "TRANSP: transparent ": False,
    "STATUS:CONFIRMED": True,
    "STATUS:TENTATIVE": True,
    "STATUS:CANCELLED": False,
    "X-MICROSOFT-CDO-BUSYSTATUS:BUSY": True,
    "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE": True,
    "X-MICROSOFT-CDO-BUSYSTATUS:OOF": True,
    "X-MICROSOFT-CDO-BUSYSTATUS:FREE": False,
    "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE": False,
    "X-MICROSOFT-CDO-INTENDEDSTATUS:FREE": True,
    "CLASS:PRIVATE": True,
}


@pytest.mark.parametrize("line", BUSY_OR_FREE)
def test_event_counts_unless_its_owner_calls_it_free_or_cancelled(line):
    found = busy(one_event("DTSTART:20261201T090000", "DURATION:PT1H", line))

    assert found == (NINE_TO_TEN if BUSY_OR_FREE[line] else [])


def test_message_that_cancels_events_keeps_nobody_busy():
    meeting = event("DTSTART:20261201T090000", "DURATION:PT1H")

    assert busy(calendar("METHOD:REQUEST", *meeting)) == NINE_TO_TEN
    assert busy(calendar("METHOD:CANCEL", *meeting)) == []
