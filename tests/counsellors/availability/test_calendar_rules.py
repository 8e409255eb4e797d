"""Our rules against two libraries that know the same standard, over random rules."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobcenter.shared.calendar_files.expanding import expand
from jobcenter.shared.calendar_files.gathering import gather
from jobcenter.shared.calendar_files.limits import Budget
from jobcenter.shared.calendar_files.lines import Line
from jobcenter.shared.calendar_files.rules import read_rule
from jobcenter.shared.calendar_files.values import LAST_TIME
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import one_event

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
SHORT = (datetime(2026, 11, 1), datetime(2026, 11, 5))  # noqa: DTZ001
# Around both changes of the clocks, in Europe and in America, as wall-clock time.
WINDOWS = st.sampled_from(
    [
        (datetime(2026, 10, 20), datetime(2026, 11, 5)),  # noqa: DTZ001
        (datetime(2027, 3, 10), datetime(2027, 4, 1)),  # noqa: DTZ001
    ]
)


def some(values, most=4):
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(
        lambda chosen: ",".join(map(str, chosen))
    )


def parts(*written):
    """A rule from strings and strategies; every part may also be left out, except strings."""
    offered = [st.just(p) if isinstance(p, str) else st.one_of(st.just(""), p) for p in written]
    return st.tuples(*offered).map(lambda chosen: ";".join(part for part in chosen if part))


def named(name, values):
    return values.map(lambda value: f"{name}={value}")


WORKDAYS = some(WEEKDAYS, 5)
ORDINALS = some([f"{n}{day}" for n in (1, 2, 3, 4, -1, -2, -4) for day in WEEKDAYS])
MONTH_DAYS = some([*range(1, 29), -1, -2, -15, -28])
INTERVAL = named("INTERVAL", st.integers(1, 5))
COUNT = named("COUNT", st.one_of(st.integers(1, 60), st.integers(300, 400)))
WEEK_START = named("WKST", st.sampled_from(WEEKDAYS))
CLOCK = [named("BYHOUR", some(range(24), 3)), named("BYMINUTE", some(range(0, 60, 5), 3))]
POSITION = named("BYSETPOS", some([1, 2, -1, -2], 2))

# Each can be met: dateutil goes on to the year 9999 to find out that a rule means nothing.
RULES = st.one_of(
    parts("FREQ=DAILY", INTERVAL, COUNT, *CLOCK),
    parts("FREQ=DAILY", named("BYDAY", WORKDAYS), named("BYMONTH", some(range(1, 13))), COUNT),
    parts("FREQ=WEEKLY", INTERVAL, COUNT, WEEK_START, named("BYDAY", WORKDAYS), *CLOCK),
    parts("FREQ=MONTHLY", INTERVAL, COUNT, named("BYMONTHDAY", MONTH_DAYS), *CLOCK),
    parts("FREQ=MONTHLY", INTERVAL, COUNT, named("BYDAY", ORDINALS)),
    parts("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR", POSITION, COUNT, *CLOCK),
    parts("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR"),
    parts("FREQ=YEARLY", INTERVAL, COUNT, named("BYMONTH", some(range(1, 13)))),
    parts("FREQ=YEARLY", named("BYMONTH", some(range(1, 13))), named("BYDAY", ORDINALS)),
    parts("FREQ=YEARLY", named("BYYEARDAY", some([*range(1, 366), -1, -100]))),
    parts("FREQ=YEARLY;BYDAY=20MO,-10FR", COUNT),
    parts("FREQ=YEARLY;BYWEEKNO=2,20,40,50", named("BYDAY", WORKDAYS).filter(bool), WEEK_START),
    parts("FREQ=HOURLY", INTERVAL, named("BYDAY", WORKDAYS), named("BYMINUTE", some([0, 20, 59]))),
    parts("FREQ=MINUTELY;INTERVAL=45", COUNT),
    parts("FREQ=MINUTELY;INTERVAL=40", named("BYHOUR", some([0, 2, 3, 6, 9, 10, 23]))),
).filter(lambda rule: "BYWEEKNO" not in rule or "BYDAY" in rule)

STARTS = st.datetimes(
    datetime(2025, 12, 1),  # noqa: DTZ001
    datetime(2027, 3, 30),  # noqa: DTZ001
).map(lambda start: start.replace(minute=start.minute // 5 * 5, second=0, microsecond=0))


@settings(max_examples=200)
@given(rule=RULES, start=STARTS, window=WINDOWS)
@example("FREQ=HOURLY;BYMINUTE=0", datetime(2025, 12, 1, 0, 5), SHORT)  # noqa: DTZ001
@example("FREQ=MINUTELY;INTERVAL=30;BYSECOND=0", datetime(2025, 12, 1, 0, 5, 9), SHORT)  # noqa: DTZ001
def test_rule_means_the_same_times_as_dateutil_says(rule, start, window):
    ours = expand(
        read_rule(Line(1, "RRULE", b"", rule)),
        start,
        first=window[0],
        last=window[1],
        until=LAST_TIME,
        budget=Budget(),
        line=1,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # COUNT and UNTIL together
        theirs = rrulestr(rule, dtstart=start).replace(until=window[1])

    assert list(ours) == [at for at in theirs if at >= window[0]]


OVER_YEARS = [
    "FREQ=DAILY;INTERVAL=3;COUNT=700",
    "FREQ=DAILY;BYHOUR=9,17;COUNT=1999",
    "FREQ=WEEKLY;BYDAY=MO,WE,SU;COUNT=500",
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO;COUNT=200",
    "FREQ=HOURLY;INTERVAL=7;COUNT=9001",
    *(f"FREQ=MONTHLY;BYDAY={n}{day}" for n in (1, 2, 3, 4, 5, -1, -2, -5) for day in ("MO", "SU")),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1",
    "FREQ=MONTHLY;BYMONTHDAY=31,-31,29",
    "FREQ=YEARLY;BYDAY=1MO,-1SU,20WE,53TH",
    "FREQ=YEARLY;BYMONTH=2,10;BYDAY=-1SU,2FR",
    "FREQ=YEARLY;BYYEARDAY=1,60,366,-1,-366",
    "FREQ=YEARLY;BYWEEKNO=10,20,52;BYDAY=MO,SU",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
]


@pytest.mark.parametrize("rule", OVER_YEARS)
@pytest.mark.parametrize("late", [0, 1000])
def test_rule_means_the_same_times_as_dateutil_over_twelve_years(rule, late):
    start = datetime(2024, 2, 29, 9)  # noqa: DTZ001
    first = start + timedelta(days=late)
    last = first + timedelta(days=12 * 365)
    ours = expand(
        read_rule(Line(1, "RRULE", b"", rule)),
        start,
        first=first,
        last=last,
        until=LAST_TIME,
        budget=Budget(),
        line=1,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = rrulestr(rule, dtstart=start).replace(until=last)

    assert list(ours) == [at for at in theirs if at >= first]


ZONES = st.sampled_from(
    ["Europe/Copenhagen", "Europe/London", "America/New_York", "Asia/Kolkata", "UTC", "DATE"]
)


@st.composite
def series(draw):
    """DTSTART, RRULE and some exceptions of one event, as lines of a file."""
    start, zone = draw(STARTS), draw(ZONES)
    if zone == "DATE":
        rule = draw(RULES.filter(lambda r: not any(p in r for p in ("BYHOUR", "BYMIN", "MINUTE"))))
        rule = rule.replace("HOURLY", "DAILY")
        form, written = ";VALUE=DATE", "{:%Y%m%d}"
    else:
        rule = draw(RULES)
        form = "" if zone == "UTC" else f";TZID={zone}"
        written = "{:%Y%m%dT%H%M%S}" + ("Z" if zone == "UTC" else "")
    left_out = draw(st.lists(st.integers(0, 1200), max_size=5))
    days = [written.format(start + timedelta(days=number)) for number in left_out]
    lines = [f"DTSTART{form}:{written.format(start)}", f"RRULE:{rule}"]
    return lines + ([f"EXDATE{form}:{','.join(days)}"] if days else [])


@settings(max_examples=150)
@given(lines=series(), minutes=st.sampled_from([5, 45, 90]), window=WINDOWS)
def test_series_begins_when_recurring_ical_events_says_over_clock_changes(lines, minutes, window):
    is_date = "VALUE=DATE" in lines[0]
    data = one_event(*lines, "DURATION:P1D" if is_date else f"DURATION:PT{minutes}M")
    window = tuple(edge.replace(tzinfo=COPENHAGEN) for edge in window)

    assert _our_starts(data, window) == _their_starts(data, window)


def _our_starts(data, window):
    read = gather(data, window_from=window[0], window_to=window[1], default_zone=COPENHAGEN)
    return _merged([(each.start, each.end) for each in read.busy])


def _their_starts(data, window):
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(*window)
    starts = {_utc(each["DTSTART"].dt) for each in found}
    ends = {start: _end(start, data) for start in starts}
    inside = {s: e for s, e in ends.items() if e > window[0] and s < window[1]}
    return _merged(sorted(inside.items()))


def _end(start, data):
    """recurring-ical-events reckons ends on the wall clock; PT45M is real time."""
    if b"P1D" in data:
        return _utc(start.astimezone(COPENHAGEN).replace(tzinfo=None) + timedelta(days=1))
    minutes = int(data.partition(b"DURATION:PT")[2].partition(b"M")[0])
    return start + timedelta(minutes=minutes)


def _utc(moment):
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, datetime.min.time())
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)
    return zoned.astimezone(UTC)


def _merged(intervals):
    """Touching ones too: how long occurrences are cut is not what is compared."""
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return merged


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        # What dateutil does otherwise, or not at all.
        ("FREQ=YEARLY;BYWEEKNO=49", "2026-12-01 2027-12-07"),  # the weekday of DTSTART
        ("FREQ=MONTHLY;BYDAY=WE,1TU;COUNT=4", "2026-12-01 2026-12-02 2026-12-09 2026-12-16"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", ""),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29"),
        ("FREQ=WEEKLY;BYDAY=3TU;COUNT=2", "2026-12-01 2026-12-08"),
        ("FREQ=HOURLY;INTERVAL=24;BYHOUR=8", ""),
        ("FREQ=SECONDLY;INTERVAL=86400;COUNT=2", "2026-12-01 2026-12-02"),
    ],
)
def test_rule_means(rule, said):
    start = datetime(2026, 12, 1, 9)  # noqa: DTZ001 a Tuesday
    found = expand(
        read_rule(Line(1, "RRULE", b"", rule)),
        start,
        first=start,
        last=start + timedelta(days=500),
        until=LAST_TIME,
        budget=Budget(),
        line=1,
    )
    assert " ".join(f"{each:%Y-%m-%d}" for each in found) == said
