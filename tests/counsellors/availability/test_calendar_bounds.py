"""Files made to exhaust the reader: each is read or refused within 2 seconds and 100 MB."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jobcenter.shared.calendar_files import limits
from jobcenter.shared.calendar_files.apart import _answer, read_busy_apart
from jobcenter.shared.calendar_files.reading import CalendarUnreadable
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import FILES, WINDOW, calendar, event, one_event

PROJECT = Path(__file__).parents[3]
START = "DTSTART;TZID=Europe/Copenhagen:20261201T090000"
HOUR = "DURATION:PT1H"

# Runs the reader as the child does, without its wall, and tells what it took. VmHWM is the most
# memory since the program started; ru_maxrss would count its parent's.
MEASURE = """
import json, re, resource, sys
from datetime import datetime
from zoneinfo import ZoneInfo
from jobcenter.shared.calendar_files.defects import Defect
from jobcenter.shared.calendar_files.gathering import gather
first, last = map(datetime.fromisoformat, sys.argv[1:3])
data = sys.stdin.buffer.read()
try:
    zone = ZoneInfo("Europe/Copenhagen")
    said = len(gather(data, window_from=first, window_to=last, default_zone=zone).busy)
except Defect as defect:
    said = str(defect)
used = resource.getrusage(resource.RUSAGE_SELF)
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
json.dump([said, used.ru_utime + used.ru_stime, peak / 1000], sys.stdout)
"""


def measured(data):
    """(number of busy times or the reason of refusal, seconds of computing, MB)."""
    edges = [edge.isoformat() for edge in WINDOW]
    child = subprocess.run(
        [sys.executable, "-c", MEASURE, *edges],
        input=data,
        capture_output=True,
        check=True,
        cwd=PROJECT,
    )
    return json.loads(child.stdout)


def many(number, *lines):
    """`number` events of a quarter of an hour, one after the other."""
    begins = datetime(2026, 11, 20)  # noqa: DTZ001 wall-clock
    starts = (begins + timedelta(minutes=20 * each) for each in range(number))
    return calendar(
        *(
            line
            for each, start in enumerate(starts)
            for line in event(
                f"DTSTART;TZID=Romance Standard Time:{start:%Y%m%dT%H%M%S}",
                *("DURATION:PT15M", "SUMMARY:x", "STATUS:CONFIRMED", "SEQUENCE:0", *lines),
                uid=f"event-{each}",
            )
        )
    )


def own_zone(name, rule="RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"):
    return [
        *("BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:00010101T030000"),
        *("TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", rule, "END:STANDARD", "END:VTIMEZONE"),
    ]


def repeated(rule, start=START):
    return one_event(start, HOUR, f"RRULE:{rule}")


OLD = "DTSTART:16010101T090000"
EVERY = ",".join(map(str, range(60)))
IN_OWN_ZONE = event("DTSTART;TZID=Ours:20261201T090000", HOUR)
CHANGES = [
    line
    for n in range(9_000)
    for line in event(f"RECURRENCE-ID:{20261201 + n % 28}T{n % 24:02}0000", START, HOUR)
]

# What is in the file: the number of busy times, or what the refusal names.
HOSTILE = {
    "10,000 events": (lambda: many(10_000), 10_000),
    "10,000 series": (lambda: many(10_000, "RRULE:FREQ=WEEKLY;COUNT=2"), "busy times"),
    "10,000 series that are over": (
        lambda: many(10_000, "RRULE:FREQ=DAILY;UNTIL=20261001").replace(b":2026", b":2016"),
        0,
    ),
    "10,000 rules that mean nothing": (
        lambda: many(10_000, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
        "too many",
    ),
    "30,000 events": (lambda: many(30_000), "more than"),
    "10,000 calendars with a zone each": (
        lambda: calendar(*own_zone("Ours"), *IN_OWN_ZONE) * 10_000,
        1,
    ),
    "a rule of every second": (lambda: repeated("FREQ=SECONDLY"), "too many"),
    "a rule of every minute": (lambda: repeated("FREQ=MINUTELY"), "too many"),
    "every second of a year long past": (
        lambda: repeated("FREQ=SECONDLY;COUNT=31536000", "DTSTART:20060101T000000Z"),
        0,
    ),
    "every second since 1601": (lambda: repeated("FREQ=SECONDLY;INTERVAL=86400", OLD), 181),
    "86,400 times a day": (
        lambda: repeated(f"FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE={EVERY};BYSECOND={EVERY}"),
        "times a day",
    ),
    "a second of no minute": (lambda: repeated("FREQ=SECONDLY;BYSECOND=5;INTERVAL=60"), "too many"),
    "a huge count": (lambda: repeated("FREQ=MONTHLY;COUNT=999999999", OLD), 6),
    "a huge count of last Fridays": (
        lambda: repeated("FREQ=YEARLY;COUNT=999999999;BYDAY=-1FR;BYMONTH=12", OLD),
        1,
    ),
    "a huge interval": (lambda: repeated("FREQ=SECONDLY;INTERVAL=999999999"), 1),
    "a 30th of February": (lambda: repeated("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", OLD), 0),
    "a position that no month has": (lambda: repeated("FREQ=MONTHLY;BYSETPOS=366", OLD), 0),
    "a thousand years a day": (
        lambda: one_event("DTSTART:00010101", "DTEND:99991231", "RRULE:FREQ=DAILY"),
        "too many",
    ),
    "100,000 rules in one event": (
        lambda: one_event(START, HOUR, *["RRULE:FREQ=YEARLY"] * 100_000),
        "too many",
    ),
    "60,000 exceptions": (
        lambda: one_event(START, *["EXDATE:" + ",".join(["20261201T090000Z"] * 5_000)] * 12),
        "single dates",
    ),
    "9,000 series of one name, each changed 9,000 times": (
        lambda: calendar(*event(START, HOUR, "RRULE:FREQ=DAILY") * 9_000, *CHANGES),
        "single dates",
    ),
    "9,000 changes, each deleted by one of 9,000 exceptions": (
        lambda: calendar(
            *event(START, "SEQUENCE:1", *["EXDATE:20261201T090000Z"] * 9_000), *CHANGES
        ),
        1,
    ),
    "a time zone that changes every second": (
        lambda: calendar(*own_zone("Ours", "RRULE:FREQ=SECONDLY"), *IN_OWN_ZONE),
        "once a year",
    ),
    "a time zone that changes daily by month": (
        lambda: calendar(
            *own_zone("Ours", f"RRULE:FREQ=MONTHLY;BYHOUR={EVERY[:60]}"), *IN_OWN_ZONE
        ),
        1,
    ),
    "20,000 names of zones": (
        lambda: calendar(
            *(
                f"BEGIN:VEVENT\r\nDTSTART;TZID=/{n}/Europe/Paris:20261201T090000\r\nEND:VEVENT"
                for n in range(20_000)
            )
        ),
        "too many",
    ),
    "a zone name of 90,000 spaces": (
        lambda: one_event(f"DTSTART;TZID=A{' ' * 90_000}1x:20261201T090000"),
        "unknown",
    ),
    "a line of 200 kB": (lambda: one_event("RDATE:" + "20261201," * 22_000), "longer than"),
    "a line of 19 MB": (lambda: one_event("DTSTART:" + "9" * 19_000_000), "longer than"),
    "a name of 19 MB": (lambda: one_event("DTSTART" + "9" * 19_000_000), 0),
    "a description of 19 MB": (lambda: one_event(START, HOUR, "DESCRIPTION:" + "æ" * 9_000_000), 1),
    "an attachment of 400,000 lines": (
        lambda: one_event(START, HOUR, "ATTACH:x", *[" " + "Q" * 40] * 400_000),
        1,
    ),
    "a list of dates over 400,000 lines": (
        lambda: one_event(START, "RDATE:", *[" 20261201T090000,20261202T090000,"] * 400_000),
        "longer than",
    ),
    "a name that never ends": (lambda: one_event("X", *[" Y" * 20] * 400_000), 0),
    "a file of 40 MB": (lambda: one_event("DESCRIPTION:" + "x" * 40_000_000), "larger than"),
    "a million lines": (lambda: calendar(*["X:y"] * 1_000_000), "lines"),
    "19 million carriage returns": (lambda: b"\r" * 19_000_000, "lines"),
    "carriage returns to the end": (lambda: b"BEGIN:VCALENDAR" + b"\r" * 400_000, "cut off"),
    "10,000 components inside each other": (lambda: b"BEGIN:VEVENT\n" * 10_000, "inside"),
    "10,000 folders inside each other": (lambda: b"BEGIN:X-A\n" * 10_000, "inside each other"),
    "100,000 parameters": (lambda: one_event("DTSTART" + ";A=b" * 20_000 + ":20261201"), 1),
    "an open quotation mark": (
        lambda: one_event('DTSTART;TZID="' + 'x";' * 30_000 + ":x"),
        "parameter",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_is_read_or_refused_within_bounds(what):
    make, expected = HOSTILE[what]

    said, seconds, megabytes = measured(make())

    if isinstance(expected, int):
        assert said == expected
    else:
        assert isinstance(said, str), "not refused"
        assert expected in said
    assert megabytes < 100
    # Twice the bound: other work on the machine counts against us. `make bench` knows better.
    assert seconds < 4


def test_bounds_leave_room_for_the_calendars_of_people():
    assert limits.MAX_EVENTS >= 10_000
    assert limits.MAX_BUSY >= 10_000
    assert limits.MAX_BYTES >= 10_000_000


def apart(data):
    return read_busy_apart(
        data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN
    )


@pytest.mark.parametrize("name", ["google.ics", "outlook.ics", "empty.ics"])
def test_child_process_reads_the_same_as_we_do(name):
    from jobcenter.shared.calendar_files.reading import read_busy

    data = (FILES / name).read_bytes()
    here = read_busy(data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN)

    assert apart(data) == here


def test_child_process_refuses_with_the_same_line_and_reason():
    with pytest.raises(CalendarUnreadable) as refused:
        apart(one_event("DTSTART;;VALUE=DATE-TIME:20140409T093000"))

    assert refused.value.line == 5
    assert ";;VALUE=DATE-TIME" in refused.value.reason


def test_child_process_is_not_even_started_for_a_file_that_is_too_large():
    with pytest.raises(CalendarUnreadable, match="20 MB"):
        apart(b"x" * (limits.MAX_BYTES + 1))


LIMITED = (
    "from jobcenter.shared.calendar_files.child import limit_this_process\n"
    "limit_this_process('busy')\n"
)
DISASTERS = {
    # What the child does, and what it is stopped by.
    "computes for ever": (LIMITED + "while True: pass", (-signal.SIGXCPU, -signal.SIGKILL)),
    "fills the memory": (LIMITED + "x = bytearray(200_000_000)", (1,)),
    "fills the memory with small things": (
        LIMITED + "x = []\nwhile True: x.append(object())",
        (1,),
    ),
    "crashes": ("import os; os.abort()", (-signal.SIGABRT,)),
}


@pytest.mark.parametrize("what", DISASTERS)
def test_wall_holds_when_the_child_process(what):
    """The same wall around programs that do what no file should make ours do."""
    program, expected = DISASTERS[what]

    with pytest.raises(CalendarUnreadable, match="too much time or memory") as refused:
        _answer([sys.executable, "-c", program], b"", patience=60)

    assert refused.value.__cause__.returncode in expected


def test_wall_does_not_wait_for_a_child_process_that_sleeps():
    with pytest.raises(CalendarUnreadable) as refused:
        _answer([sys.executable, "-c", "import time; time.sleep(60)"], b"", patience=0.5)

    assert isinstance(refused.value.__cause__, subprocess.TimeoutExpired)
