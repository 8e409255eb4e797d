"""What cannot be read is refused with its line; what is odd but clear is read."""

from __future__ import annotations

from datetime import datetime

import pytest

from jobcenter.shared.calendar_files.reading import CalendarUnreadable, read_busy
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import WINDOW, busy, calendar, event, one_event

START = "DTSTART:20261201T090000"
HOUR = "DURATION:PT1H"


def refusal(data):
    """(line, reason) by which a file is refused."""
    with pytest.raises(CalendarUnreadable) as refused:
        read_busy(data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN)
    return refused.value.line, refused.value.reason


BROKEN_LINES = {
    # Line 7 of a calendar, after BEGIN:VEVENT, UID, DTSTART, DURATION: what the reason names.
    "DTEND;;VALUE=DATE-TIME:20140409T093000": ";;VALUE=DATE-TIME",
    "DTEND;VALUE:20140409T093000": ";VALUE",
    "DTEND;TZID=:": "",
    "DTEND": "",
    "DTEND;VALUE=DATE": "DTEND",
    "DTEND:2026-12-01T09:00:00": "2026-12-01T09:00:00",
    "DTEND:20261301T090000": "20261301T090000",
    "DTEND:20261131": "20261131",
    "DTEND:20261201T250000": "20261201T250000",
    "DTEND:20261201T240100": "20261201T240100",
    "DTEND:20261201T090000+0100": "20261201T090000+0100",
    "DTEND:20261201T": "20261201T",
    "DTEND:٢٠٢٦١٢٠١": "٢٠٢٦١٢٠١",
    "DTEND:tomorrow": "tomorrow",
    "DTEND:20261101T090000": "more than a day before",
    "DTEND;TZID=Atlantis:20261201T110000": "Atlantis",
    "DTSTART:20261201T110000": "two different DTSTART",
    "RRULE:FREQ=FORTNIGHTLY": "FREQ=FORTNIGHTLY",
    "RRULE:": "FREQ=",
    "RRULE:BYDAY=MO": "FREQ=",
    "RRULE:FREQ=DAILY;INTERVAL=0": "INTERVAL=0",
    "RRULE:FREQ=DAILY;INTERVAL=-1": "INTERVAL=-1",
    "RRULE:FREQ=DAILY;INTERVAL=99999999999": "INTERVAL=99999999999",
    "RRULE:FREQ=DAILY;COUNT=0": "COUNT=0",
    "RRULE:FREQ=DAILY;COUNT=many": "COUNT=MANY",
    "RRULE:FREQ=DAILY;UNTIL=": "UNTIL=",
    "RRULE:FREQ=DAILY;UNTIL=20261350": "UNTIL=20261350",
    "RRULE:FREQ=WEEKLY;UNTL=20261223": "UNTL=20261223",
    "RRULE:FREQ=WEEKLY;BYDAY=XX": "BYDAY=XX",
    "RRULE:FREQ=MONTHLY;BYDAY=99MO": "BYDAY=99MO",
    "RRULE:FREQ=MONTHLY;BYDAY=0MO": "BYDAY=0MO",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=32": "BYMONTHDAY=32",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=0": "BYMONTHDAY=0",
    "RRULE:FREQ=YEARLY;BYMONTH=13": "BYMONTH=13",
    "RRULE:FREQ=YEARLY;BYMONTH=-1": "BYMONTH=-1",
    "RRULE:FREQ=DAILY;BYHOUR=24": "BYHOUR=24",
    "RRULE:FREQ=DAILY;WKST=XX": "WKST=XX",
    "RRULE:FREQ=DAILY;FREQ=WEEKLY": "FREQ=WEEKLY",
    "RRULE:RSCALE=CHINESE;FREQ=YEARLY": "RSCALE=CHINESE",
    "RRULE:FREQ=YEARLY;SKIP=FORWARD": "SKIP=FORWARD",
    "RRULE:D1 #10": "D1 #10",
    "EXRULE:FREQ=NEVER": "FREQ=NEVER",
    "EXDATE:20261202T090000;20261203T090000": "20261202T090000;20261203T090000",
    "EXDATE:yesterday": "yesterday",
    "RDATE:20261299": "20261299",
    "RDATE;VALUE=PERIOD:20261202T090000/20261202T080000": "20261202T080000",
    "RDATE;VALUE=PERIOD:20261202T090000/P1X": "P1X",
    "RECURRENCE-ID;RANGE=THISANDPRIOR:20261201T090000": "THISANDPRIOR",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20261299": "20261299",
}


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_file_is_refused_with_line_and_reason_when_a_line_of_an_event_is_broken(line):
    series = event("DTSTART:20261115T090000", HOUR, "RRULE:FREQ=DAILY;COUNT=50")
    data = one_event(START, HOUR, line)
    whole = data.replace(b"END:VCALENDAR", "\r\n".join([*series, "END:VCALENDAR"]).encode())

    if not BROKEN_LINES[line]:
        # Nothing is said by it, not even something wrong.
        assert refusal(whole)[0] == 7
        return
    number, reason = refusal(whole)
    assert (number, BROKEN_LINES[line] in reason) == (7, True), reason


def test_line_is_counted_as_an_editor_counts_it_whatever_the_folds_and_line_ends():
    folded = ["DESCRIPTION:one", " two", "", "\tthree", "SUMMARY:four"]
    for end_of_line in ("\r\n", "\n", "\r"):
        lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", *folded, START, "DTEND:soon", "END:VEVENT"]
        data = end_of_line.join([*lines, "END:VCALENDAR"]).encode()
        assert refusal(data)[0] == lines.index("DTEND:soon") + 1


def test_sample_with_too_many_semicolons_is_refused_in_line_4_although_it_is_long_over():
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Too many semicolons"]
    lines += ["DTSTART;;VALUE=DATE-TIME:20140409T093000", "UID:abc", "END:VEVENT", "END:VCALENDAR"]

    number, reason = refusal("\n".join(lines).encode())

    assert number == 4
    assert "DTSTART" in reason


BROKEN_FILES = {
    "nothing": (b"", 1, "BEGIN:VCALENDAR"),
    "blank lines": (b"\n\n\n", 1, "BEGIN:VCALENDAR"),
    "a page": (b"<!doctype html>\n<p>Log in</p>", 1, "BEGIN:VCALENDAR"),
    "an address book": (b"BEGIN:VCARD\nEND:VCARD\n", 1, "BEGIN:VCALENDAR"),
    "a heading": (b"My calendar\n" + one_event(START, HOUR), 1, "BEGIN:VCALENDAR"),
    "zeros": (b"\0" * 1000, 1, "BEGIN:VCALENDAR"),
    "cut in an event": (one_event(START, HOUR)[:-30], 3, "VEVENT"),
    "cut between events": (one_event(START, HOUR)[:-15], 1, "VCALENDAR"),
    "half of UTF-16": ("BEGIN:VCALENDAR".encode("utf-16")[:-1], 1, "UTF-16"),
    "lost end": (calendar("BEGIN:VEVENT", START, "BEGIN:VALARM", "END:VEVENT"), 6, "VALARM"),
    "end too many": (calendar("END:VCALENDAR"), 4, "END:VCALENDAR"),
    "event in event": (calendar("BEGIN:VEVENT", *event(START), "END:VEVENT"), 4, "line 3"),
    "event without start": (one_event("DTEND:20261201T100000"), 3, "DTSTART"),
    "rule without start": (one_event("RRULE:FREQ=DAILY"), 3, "DTSTART"),
    "other reckoning": (calendar("CALSCALE:JULIAN", *event(START, HOUR)), 3, "JULIAN"),
    "unknown zone of all": (
        calendar("X-WR-TIMEZONE:Middle-earth", *event(START, HOUR)),
        3,
        "Middle-earth",
    ),
    "period of no length": (
        calendar("BEGIN:VFREEBUSY", "FREEBUSY:20261201T090000Z", "END:VFREEBUSY"),
        4,
        "20261201T090000Z",
    ),
    "rule cut in two": (
        one_event(START, HOUR, "RRULE:FREQ=WEEKLY;BYDAY=MO", ",TU,WE"),
        8,
        "RRULE",
    ),
    "time cut in two": (one_event("DTSTART:20261201", "T090000", HOUR), 6, "DTSTART"),
}


@pytest.mark.parametrize("what", BROKEN_FILES)
def test_file_is_refused_with_line_and_reason_when_it_is(what):
    data, line, named = BROKEN_FILES[what]

    number, reason = refusal(data)

    assert number == line
    assert named in reason


ZONE_LINES = {
    "TZOFFSETTO:+0100": ("TZOFFSETTO:one hour", 7, "one hour"),
    "TZOFFSETFROM:+0200": ("TZOFFSETFROM:+9900", 6, "+9900"),
    "DTSTART:19701025T030000": ("DTSTART:sometime", 5, "sometime"),
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU": ("RRULE:FREQ=SECONDLY", 8, "once a year"),
    "BEGIN:STANDARD": ("BEGIN:X-STANDARD", 3, "Odd"),
}


@pytest.mark.parametrize("replaced", [*ZONE_LINES, "TZOFFSETTO:+0100 lost"])
def test_zone_that_cannot_be_read_refuses_the_file_only_if_an_event_needs_it(replaced):
    zone = ["BEGIN:VTIMEZONE", "BEGIN:STANDARD", "DTSTART:19701025T030000", "TZOFFSETFROM:+0200"]
    zone += ["TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD"]
    zone += ["TZID:Odd", "END:VTIMEZONE"]
    told, line, named = ZONE_LINES.get(replaced, ("X-LOST:", 4, "TZOFFSETTO"))
    zone[zone.index(replaced.removesuffix(" lost"))] = told
    if told == "BEGIN:X-STANDARD":
        zone[zone.index("END:STANDARD")] = "END:X-STANDARD"

    assert busy(calendar(*zone, *event(START, HOUR))) == ["2026-12-01 09:00 – 10:00"]
    number, reason = refusal(calendar(*zone, *event("DTSTART;TZID=Odd:20261201T090000", HOUR)))
    assert (number, named in reason) == (line, True), reason


NO_MATTER = {
    "cancelled": one_event("DTSTART:nonsense", "RRULE:FREQ=NEVER", "STATUS:CANCELLED"),
    "free": one_event("DTSTART;;:x", "DTEND:y", "TRANSP:TRANSPARENT"),
    "over, in an unknown zone": one_event("DTSTART;TZID=Atlantis:20140409T093000", HOUR),
    "series over, in an unknown zone": one_event(
        "DTSTART;TZID=Atlantis:20140409T093000",
        *("DTEND;TZID=Atlantis:20140409T103000", "RRULE:FREQ=DAILY;UNTIL=20150409T093000Z"),
    ),
    "far ahead, with a rule of no sense": one_event("DTSTART:20400101", "RRULE:FREQ=NEVER"),
    "over, and ended before it began": one_event("DTSTART:20140409", "DTEND:20130409"),
    "without any time": one_event("SUMMARY:An idea"),
    "a broken task": calendar("BEGIN:VTODO", "DTSTART:x", "DUE:y", "RRULE:z", "END:VTODO"),
    "a broken alarm": one_event(
        *("DTSTART:20140409", "BEGIN:VALARM", "TRIGGER:x", "DURATION:y", "END:VALARM")
    ),
}


@pytest.mark.parametrize("what", NO_MATTER)
def test_file_is_read_when_what_is_wrong_with_it_cannot_matter(what):
    assert busy(NO_MATTER[what]) == []


ODD = {
    "spaces around the signs": ["DTSTART ; TZID = Europe/Copenhagen : 20261201T090000 ", HOUR],
    "spaces and empty parts in a rule": [START, HOUR, "RRULE: FREQ = DAILY ;; COUNT=1 ;"],
    "small letters": ["dtstart:20261201t080000z", "duration:pt1h", "rrule:freq=daily;count=1"],
    "no end of the series": [START, HOUR, "RRULE:FREQ=DAILY;UNTIL=20261201T235959;COUNT=-1"],
    "an unknown X- part": [START, HOUR, "RRULE:FREQ=DAILY;COUNT=1;X-WHY=NOT"],
    "an ordinal where none belongs": [START, HOUR, "RRULE:FREQ=WEEKLY;BYDAY=1TU;COUNT=1"],
    "the same start twice": [START, START, HOUR],
    "a zone next to Z": ["DTSTART;TZID=Asia/Tokyo:20261201T080000Z", HOUR],
    "a text broken into lines": [START, HOUR, "DESCRIPTION:one", "two", "X", "Duration", "three;x"],
    "a broken line after a whole time": [HOUR, START, "SUMMARY=no colon"],
    "a wrong sequence": [START, HOUR, "SEQUENCE:first"],
    "an end of another name": [START, HOUR, "BEGIN:VALARM", "END:VALRAM"],
    "a component of its own": [START, HOUR, "BEGIN:X-OURS", "DTSTART:x", "END:X-OURS"],
}


@pytest.mark.parametrize("what", ODD)
def test_odd_but_clear_event_is_read_with(what):
    assert busy(one_event(*ODD[what])) == ["2026-12-01 09:00 – 10:00"]


def test_event_outside_any_calendar_and_one_within_another_component_are_read():
    assert busy("\n".join(event(START, HOUR)).encode()) == ["2026-12-01 09:00 – 10:00"]
    inside = calendar("BEGIN:X-FOLDER", *event(START, HOUR), "END:X-FOLDER")
    assert busy(inside) == ["2026-12-01 09:00 – 10:00"]


def test_one_bad_event_among_good_ones_refuses_all_of_them():
    good = event(START, HOUR)
    bad = event("DTSTART:20261232T090000", HOUR, uid="bad")

    assert refusal(calendar(*good, *bad, *good)) == (
        10,
        "DTSTART: “20261232T090000” is no date or time.",
    )


def test_refusal_says_what_to_do_next_and_shows_no_more_than_a_piece_of_the_line():
    with pytest.raises(CalendarUnreadable) as refused:
        read_busy(
            one_event("DTSTART:" + "9" * 5000 + "\x07"),
            window_from=WINDOW[0],
            window_to=datetime(2027, 1, 1, tzinfo=COPENHAGEN),
            default_zone=COPENHAGEN,
        )
    told = str(refused.value)
    assert told.startswith(("line 5: DTSTART: “999", "linje 5: "))
    assert len(told) < 300
    assert str(CalendarUnreadable.next_step) in told
