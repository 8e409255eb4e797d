"""Whatever a file holds: it is read or refused, and nothing else happens."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jobcenter.shared.calendar_files.defects import Defect
from jobcenter.shared.calendar_files.gathering import gather
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import FILES, WINDOW

NAMES = (
    "DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE RECURRENCE-ID UID SEQUENCE STATUS TRANSP"
    " FREEBUSY TZID TZOFFSETFROM TZOFFSETTO X-LIC-LOCATION X-WR-TIMEZONE METHOD CALSCALE"
)
PARAMETERS = [
    *("", ";VALUE=DATE", ";VALUE=PERIOD", ";TZID=Europe/Copenhagen", ";TZID=Ours", ";TZID=UTC"),
    *(";TZID=Romance Standard Time", ";RANGE=THISANDFUTURE", ";", ";;", ';X="', ";TZID=", ";A=B"),
]
VALUES = [
    *("20261201", "20261201T090000", "20261202T090000Z", "20270328T023000", "00010101", "99991231"),
    *("99991231T235959Z", "00010101T000000Z", "16010101T030000", "PT1H", "-P1D", "P99999999W"),
    *("20261201T090000Z/PT1H", "00010101/99991231", "20261201/P1D", "+0100", "-2359", "+0000", ""),
    *("FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "FREQ=WEEKLY;BYDAY=MO,-1SU;COUNT=9999"),
    *("FREQ=MONTHLY;BYSETPOS=-366;BYDAY=MO", "FREQ=YEARLY;BYWEEKNO=53,-53;BYDAY=SU;WKST=SU"),
    *(
        "FREQ=HOURLY;INTERVAL=999999999",
        "FREQ=SECONDLY;UNTIL=00010101",
        "FREQ=DAILY;UNTIL=99991231",
    ),
    *("FREQ=YEARLY;INTERVAL=999999999;COUNT=999999999", "FREQ=MINUTELY;COUNT=5;BYHOUR=0,23"),
    *("CANCELLED", "TRANSPARENT", "Ours", "1", "-1", "Europe/Copenhagen", "CANCEL", "GREGORIAN"),
]
PROPERTY = st.builds(
    "{}{}:{}".format,
    st.sampled_from(NAMES.split()),
    st.sampled_from(PARAMETERS),
    st.lists(st.sampled_from(VALUES), min_size=1, max_size=3).map(",".join),
)
KINDS = ["VCALENDAR", "VEVENT", "VFREEBUSY", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VALARM", "X-A"]
TAGS = st.sampled_from([f"{tag}:{kind}" for tag in ("BEGIN", "END") for kind in KINDS])
GARBAGE = st.sampled_from(
    ["", " ", "\t20261201", "T090000", "DTSTART", ":", ";", "\0", "END", "é:"]
)
LINES = st.lists(st.one_of(PROPERTY, PROPERTY, PROPERTY, TAGS, GARBAGE), max_size=12)


def enclosed(kind, *inner):
    return st.tuples(*inner).map(
        lambda parts: [f"BEGIN:{kind}", *(line for part in parts for line in part), f"END:{kind}"]
    )


PROPERTIES = st.lists(PROPERTY, max_size=6)
STARTED = PROPERTIES.map(lambda lines: ["DTSTART:20261201T090000", *lines])
ZONE = enclosed(
    "VTIMEZONE",
    st.just(["TZID:Ours"]),
    enclosed("STANDARD", PROPERTIES, st.just(["TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"]), STARTED),
)
CALENDAR = enclosed(
    "VCALENDAR",
    st.one_of(st.just([]), PROPERTIES),
    st.one_of(st.just([]), ZONE),
    st.lists(
        st.one_of(enclosed("VEVENT", STARTED), enclosed("VFREEBUSY", PROPERTIES)), max_size=4
    ).map(lambda events: [line for each in events for line in each]),
)


def read_or_refused(data):
    """Any other exception is a failure."""
    busy, refusal = [], None
    try:
        busy = gather(
            data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN
        ).busy
    except Defect as defect:
        refusal = defect
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert refusal is None or (str(refusal) and (refusal.line is None or refusal.line <= lines))
    assert all(each.start < each.end for each in busy)
    assert all(each.start < WINDOW[1] and each.end > WINDOW[0] for each in busy)
    assert len({(each.start, each.end, each.uid_hash) for each in busy}) == len(busy)


@settings(max_examples=400)
@given(st.one_of(CALENDAR, LINES))
def test_lines_in_any_order_are_read_or_refused(lines):
    read_or_refused("\n".join(lines).encode())


@settings(max_examples=200)
@given(st.data())
def test_file_with_pieces_lost_doubled_or_exchanged_is_read_or_refused(data):
    name = data.draw(st.sampled_from(sorted(path.name for path in FILES.glob("*.ics"))))
    whole = (FILES / name).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        first, last = sorted(data.draw(st.integers(0, len(whole))) for _ in range(2))
        put = data.draw(st.sampled_from([b"", b"\n", b";", b":", b"0", b"\xff", whole[first:last]]))
        whole = whole[:first] + put + whole[data.draw(st.sampled_from([first, first + 1, last])) :]
    read_or_refused(whole)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    read_or_refused(data)
    read_or_refused(b"BEGIN:VEVENT\nDTSTART:20261201\n" + data + b"\nEND:VEVENT")
