"""Calendars as files: whatever somebody calls their house, two other programs read it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from jobcenter.shared.icalendars import (
    calendar_file,
    entry,
    instant,
    person,
    plain,
    text,
    texts,
    wall_clock,
)
from jobcenter.shared.typed import lines, one_line

START = datetime(2026, 10, 6, 17, tzinfo=UTC)
WRITTEN = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=300)


def file_with(*said: str) -> bytes:
    usual = [
        plain("UID", "1"), instant("DTSTAMP", START), wall_clock("DTSTART", START),
        wall_clock("DTEND", START + timedelta(hours=1)),
    ]  # fmt: skip
    return calendar_file(made_by="Test", method="PUBLISH", entries=[entry([*usual, *said])])


def event_of(content: bytes):
    (event,) = Calendar.from_ical(content).events
    return event


@given(WRITTEN)
@example("a\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M")
@example("Kaffe, kage; og \\ snak: ÆØÅ 👩‍👩‍👧‍👦" * 9)
@example("\x85\u2028\u2029\x0b\x0c\x1c")
def test_whatever_is_written_is_read_back_by_two_programs(said):
    content = file_with(text("SUMMARY", one_line(said)), text("DESCRIPTION", said))

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    event = event_of(content)
    assert [part.name for part in Calendar.from_ical(content).subcomponents] == [
        "VTIMEZONE",
        "VEVENT",
    ]
    assert str(event["summary"]) == one_line(said)
    assert str(event["description"]) == lines(said)
    other = vobject.readOne(content.decode()).vevent
    assert other.summary.value == one_line(said)
    assert other.description.value == lines(said)


@given(st.lists(WRITTEN.filter(one_line), min_size=1, max_size=4))
def test_a_list_keeps_its_items_apart(said):
    event = event_of(file_with(texts("CATEGORIES", said)))

    assert [str(each) for each in event["categories"].cats] == [one_line(each) for each in said]


@given(WRITTEN)
def test_a_name_cannot_leave_its_quotes(said):
    organizer = event_of(file_with(person("ORGANIZER", "hus@example.org", cn=said)))["organizer"]

    assert organizer == "mailto:hus@example.org"
    assert set(organizer.params) == {"CN"}


@pytest.mark.parametrize("breaking", ["a\nBEGIN:VEVENT", "a\rb", "a\x00"])
def test_what_would_begin_another_line_is_never_written_as_it_stands(breaking):
    with pytest.raises(ValueError, match="in a line of a calendar"):
        plain("URL", breaking)


def test_the_second_of_two_equal_hours_is_told_in_utc():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert wall_clock("DTSTART", first) == "DTSTART;TZID=Europe/Copenhagen:20261025T023000\r\n"
    second = first + timedelta(hours=1)
    assert wall_clock("DTSTART", second) == "DTSTART:20261025T013000Z\r\n"


def test_nothing_to_say_is_no_line():
    assert texts("CATEGORIES", []) == ""
