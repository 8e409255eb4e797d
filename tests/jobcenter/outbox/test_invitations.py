"""The calendar entry: what a person's own calendar makes of our letters, in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.utils import translation
from icalendar import Calendar

from jobcenter.outbox.domain import deliver_due_notices
from jobcenter.outbox.invitations import invitation
from jobcenter.shared.periods import COPENHAGEN
from tests.jobcenter.outbox.conftest import BOOKED, NOW


class OwnCalendar:
    """What RFC 5546 asks of a calendar: per UID the highest SEQUENCE wins, then DTSTAMP."""

    def __init__(self) -> None:
        self.entries = {}

    def apply(self, content: bytes) -> None:
        calendar = Calendar.from_ical(content)
        (event,) = calendar.walk("VEVENT")
        known = self.entries.get(event["uid"])
        if known is None or self._age(known) < self._age(event):
            self.entries[event["uid"]] = event
        cancels = event["status"] == "CANCELLED"
        assert cancels == (calendar["method"] == "CANCEL")

    def _age(self, event):
        return event["sequence"], event["dtstamp"].dt

    @property
    def agenda(self):
        return [event for event in self.entries.values() if event["status"] == "CONFIRMED"]


def event_of(content: bytes):
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def unfolded(content: bytes) -> str:
    return content.replace(b"\r\n ", b"").decode()


STORY = [
    ("conversation_booked", {"sequence": 0}),
    ("conversation_moved", {"sequence": 1, "starts_at": "2026-12-11T08:00:00+00:00",
                            "ends_at": "2026-12-11T08:45:00+00:00"}),
    ("conversation_moved", {"sequence": 2, "starts_at": "2026-12-14T13:00:00+00:00",
                            "ends_at": "2026-12-14T13:45:00+00:00", "mode": "phone"}),
    ("conversation_cancelled", {"sequence": 3, "method": "CANCEL",
                                "starts_at": "2026-12-14T13:00:00+00:00",
                                "ends_at": "2026-12-14T13:45:00+00:00", "mode": "phone"}),
]  # fmt: skip


@pytest.fixture
def letters(queue, post_office):
    """The calendar parts of: booked, moved, moved again, cancelled, as they came by SMTP."""
    for kind, facts in STORY:
        queue(kind, **facts)
    assert deliver_due_notices(now=NOW).sent == len(STORY)
    return [
        part.get_content().encode()
        for mail in post_office.mails
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]


def test_calendar_follows_booking_moving_and_cancelling(letters):
    own, starts = OwnCalendar(), []
    for letter in letters:
        own.apply(letter)
        starts.append([event["dtstart"].dt for event in own.agenda])
    assert starts == [
        [datetime(2026, 12, 10, 10, 15, tzinfo=COPENHAGEN)],
        [datetime(2026, 12, 11, 9, 0, tzinfo=COPENHAGEN)],
        [datetime(2026, 12, 14, 14, 0, tzinfo=COPENHAGEN)],
        [],
    ]
    assert list(own.entries) == ["conversation-1@house.example.org"]


def test_calendar_ends_right_in_whatever_order_the_letters_arrive(letters):
    for order in permutations(letters):
        own = OwnCalendar()
        for letter in (*order, order[0]):
            own.apply(letter)
        assert own.agenda == []
        assert len(own.entries) == 1
    for order in permutations(letters[:3]):
        own = OwnCalendar()
        for letter in order:
            own.apply(letter)
        assert [event["dtstart"].dt.hour for event in own.agenda] == [14]


def test_entry_names_where_and_when_and_nothing_personal():
    with translation.override("en"):
        content = invitation(BOOKED, attendee="amal@example.org", written_at=NOW)
    event, text = event_of(content), unfolded(content)
    assert event["summary"] == "Conversation at Åhuset"
    assert event["location"] == "Åhuset, Havnegade 1, 8000 Aarhus C, Lysthuset"
    assert event["class"] == "PRIVATE"
    for private in ("Amal", "Bent", "Helbred", "secret", "https://", "BEGIN:VALARM"):
        assert private not in text
    assert event["organizer"] == "mailto:samtale@localhost"
    attendee = event["attendee"]
    assert attendee == "mailto:amal@example.org"
    assert dict(attendee.params) == {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


def test_published_entry_is_for_anybody_who_downloads_it():
    content = invitation(BOOKED | {"method": "PUBLISH"}, attendee="amal@example.org")
    assert Calendar.from_ical(content)["method"] == "PUBLISH"
    assert b"ATTENDEE" not in content


def test_lines_are_folded_at_75_octets_without_cutting_a_letter():
    house = "Åhuset ved søen 🏡 " * 12
    content = invitation(BOOKED | {"centre": house, "room": "; , \\ \" ' \n BEGIN:VALARM"})
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    event = event_of(content)
    assert event["summary"].endswith("🏡")
    assert event["location"].endswith("; , \\ \" ' BEGIN:VALARM")
    assert [part.name for part in Calendar.from_ical(content).subcomponents] == [
        "VTIMEZONE",
        "VEVENT",
    ]


def test_our_time_zone_agrees_with_the_database_every_hour_of_2026_to_2030():
    (zone,) = Calendar.from_ical(invitation(BOOKED)).walk("VTIMEZONE")
    ours = zone.to_tz(lookup_tzid=False)
    moment, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    changes = 0
    while moment < end:
        theirs = moment.astimezone(COPENHAGEN)
        wall = theirs.replace(tzinfo=None)
        if theirs.fold:
            changes += 1
        else:
            assert wall.replace(tzinfo=ours).utcoffset() == theirs.utcoffset(), moment
        moment += timedelta(hours=1)
    assert changes == 5


@pytest.mark.parametrize("year", range(2026, 2031))
def test_times_around_both_clock_changes_are_the_instants_that_were_booked(year):
    last_of = {3: datetime(year, 3, 31, tzinfo=UTC), 10: datetime(year, 10, 31, tzinfo=UTC)}
    for day in last_of.values():
        sunday = day - timedelta(days=(day.weekday() + 1) % 7)
        for half_hours in range(-4, 8):
            start = sunday + timedelta(minutes=30 * half_hours)
            facts = {
                "starts_at": start.isoformat(),
                "ends_at": (start + timedelta(minutes=45)).isoformat(),
            }
            event = event_of(invitation(BOOKED | facts))
            assert event["dtstart"].dt.astimezone(UTC) == start
            assert event["dtend"].dt.astimezone(UTC) == start + timedelta(minutes=45)
