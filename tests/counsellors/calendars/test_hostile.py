"""Calendars that are huge or mean to harm, all the way from their server to the busy times."""

from __future__ import annotations

import gzip
from datetime import timedelta
from time import monotonic

import pytest

from counsellors.availability.models import BusyTime
from counsellors.calendars.enums import Problem

from .story import NOW, ONE, busy_of, read, subscription

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STEP = timedelta(minutes=20)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n"
END = "END:VCALENDAR\r\n"


def event(*lines: str, number: int = 0) -> str:
    whole = ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20261101T090000Z", *lines, "END:VEVENT", ""]
    return "\r\n".join(whole)


def ten_thousand_events() -> bytes:
    """A quarter of an hour every twenty minutes, with a letter in each: five megabytes."""
    long = "DESCRIPTION:" + "x" * 400
    starts = (NOW + number * STEP for number in range(10_000))
    events = [
        event(f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT15M", long, number=number)
        for number, start in enumerate(starts)
    ]
    return (HEAD + "".join(events) + END).encode()


def test_ten_thousand_events_in_five_megabytes_are_read(server):
    body = ten_thousand_events()
    began = monotonic()

    one = read(subscription(server.says(body)))

    assert len(body) > 5_000_000
    assert (one.problem, one.read_at) == ("", NOW)
    assert BusyTime.objects.filter(counsellor=one.counsellor).count() > 5_000
    assert monotonic() - began < 20


EVERY_SECOND = event("DTSTART:20000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY")
BOMB = (HEAD + "".join(EVERY_SECOND for _ in range(500)) + END).encode()
ZIPPED = gzip.compress(b"0" * 50_000_000)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"body": BOMB}, Problem.UNREADABLE),
        ({"body": ZIPPED, "Content_Encoding": "gzip"}, Problem.UNREADABLE),
        ({"body": ZIPPED}, Problem.UNREADABLE),
        ({"body": b"x" * 20_000_001}, Problem.TOO_LARGE),
        ({"status": 302, "Location": "/calendar.ics"}, Problem.UNREACHABLE),
    ],
    ids=["repetitions", "zipped", "zipped without a word", "too large", "in a circle"],
)
def test_hostile_calendar_keeps_the_old_busy_times_and_says_why(server, answer, problem):
    one = read(subscription(server.says(ONE)))
    server.says(**answer)

    one = read(one, NOW + HOUR)

    assert busy_of(one.counsellor) == ["23.11. 09.00–10.00"]
    assert (one.problem, one.failing_since, one.read_at) == (problem, NOW + HOUR, NOW)
