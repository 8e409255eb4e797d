"""Days of a rule, beside a library that does nothing else, and over clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import recurring_ical_events
from dateutil import rrule
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from events.activities.domain.rules import Rule, starts
from events.activities.enums import Repeats
from jobcenter.shared.periods import COPENHAGEN

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
WEEKDAYS = st.sets(st.integers(1, 7), min_size=1).map(frozenset)
LENGTHS = st.integers(0, 700).map(lambda days: timedelta(days=days))


def midnight(day: date) -> datetime:
    """Naive, as dateutil counts days."""
    return datetime.combine(day, time())


@given(DAYS, LENGTHS, WEEKDAYS, st.integers(1, 12))
def test_weeks_are_those_of_dateutil_whatever_the_rule(first, length, weekdays, every):
    rule = Rule(
        repeats=Repeats.WEEKLY, first=first, last=first + length, weekdays=weekdays, every=every
    )
    theirs = rrule.rrule(
        rrule.WEEKLY, dtstart=midnight(first), interval=every,
        byweekday=[day - 1 for day in weekdays], until=midnight(first + length),
        wkst=rrule.MO,
    )  # fmt: skip

    assert rule.days() == [moment.date() for moment in theirs]


@given(DAYS, LENGTHS, WEEKDAYS, st.integers(1, 12), st.sampled_from([1, 2, 3, 4, -1]))
def test_months_are_those_of_dateutil_whatever_the_rule(first, length, weekdays, every, nth):
    rule = Rule(
        repeats=Repeats.MONTHLY, first=first, last=first + length, weekdays=weekdays, every=every,
        nth=nth,
    )  # fmt: skip
    # From the first of the month: dateutil counts months from there, and so do we.
    theirs = rrule.rrule(
        rrule.MONTHLY, dtstart=midnight(first.replace(day=1)), interval=every,
        byweekday=[rrule.weekday(day - 1, nth) for day in weekdays],
        until=midnight(first + length),
    )  # fmt: skip

    assert rule.days() == [moment.date() for moment in theirs if moment.date() >= first]


@pytest.mark.parametrize(
    ("day", "offset"), [(date(2026, 10, 24), 2), (date(2026, 10, 25), 1), (date(2027, 3, 27), 1),
                        (date(2027, 3, 28), 2)]
)  # fmt: skip
def test_a_date_is_at_nineteen_on_both_sides_when_the_clock_changes(day, offset):
    assert starts(day, 19 * 60) == datetime(day.year, day.month, day.day, 19 - offset, tzinfo=UTC)
    assert starts(day, 19 * 60).astimezone(COPENHAGEN).hour == 19


def test_a_minute_is_an_hour_later_when_the_clock_skips_it():
    assert starts(date(2027, 3, 28), 150).astimezone(COPENHAGEN).hour == 3


def test_a_minute_is_the_first_of_two_when_the_clock_repeats_it():
    assert starts(date(2026, 10, 25), 150) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_rule_stops_after_two_years_when_its_end_is_far_away():
    endless = Rule(
        repeats=Repeats.WEEKLY, first=date(2026, 1, 1), last=date(9000, 1, 1),
        weekdays=frozenset({1}),
    )  # fmt: skip

    assert endless.days()[-1] <= date(2028, 1, 3)


NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ZONE = """BEGIN:VTIMEZONE\r\nTZID:Europe/Copenhagen\r\nBEGIN:DAYLIGHT\r\n\
DTSTART:19810329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100\r\n\
TZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nBEGIN:STANDARD\r\nDTSTART:19961027T030000\r\n\
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n\
END:STANDARD\r\nEND:VTIMEZONE\r\n"""


def as_a_calendar(rule: Rule, minute: int) -> str:
    """The same rule as a calendar program would write it. Its first day must be one of the rule."""
    days = [NAMES[day - 1] for day in sorted(rule.weekdays)]
    nth = rule.nth or ""
    every = ",".join(f"{nth}{day}" for day in days)
    frequency = "MONTHLY" if rule.repeats == Repeats.MONTHLY else "WEEKLY"
    start = f"{rule.first:%Y%m%d}T{minute // 60:02}{minute % 60:02}00"
    # To the end of that day in Copenhagen, as RFC 5545 wants it beside a zone.
    until = f"{rule.last + timedelta(days=1):%Y%m%d}T000000Z"
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + ZONE + "BEGIN:VEVENT\r\nUID:1\r\n"
        f"DTSTART;TZID=Europe/Copenhagen:{start}\r\nDURATION:PT1H\r\n"
        f"RRULE:FREQ={frequency};INTERVAL={rule.every};BYDAY={every};WKST=MO;UNTIL={until}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@settings(max_examples=60)
@given(DAYS, st.integers(0, 420), WEEKDAYS, st.integers(1, 4),
       st.sampled_from([None, 1, 2, 3, 4, -1]), st.integers(4 * 60, 22 * 60))  # fmt: skip
def test_instants_are_those_of_a_calendar_library_over_clock_changes(
    first, days, weekdays, every, nth, minute
):
    """Hours that the clock skips or repeats are another test: libraries differ there."""
    repeats = Repeats.WEEKLY if nth is None else Repeats.MONTHLY
    rule = Rule(
        repeats=repeats, first=first, last=first + timedelta(days=days), weekdays=weekdays,
        every=every, nth=nth,
    )  # fmt: skip
    ours = rule.days()
    # A calendar counts its first day whatever the rule says; and intervals from it.
    assume(bool(ours) and (ours[0] == first or every == 1))
    rule = replace(rule, first=ours[0])
    calendar = Calendar.from_ical(as_a_calendar(rule, minute))
    last = rule.last + timedelta(days=2)
    theirs = recurring_ical_events.of(calendar).between(rule.first, last)

    assert [starts(day, minute) for day in rule.days()] == sorted(
        event["DTSTART"].dt.astimezone(UTC) for event in theirs
    )
