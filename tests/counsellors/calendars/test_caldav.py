"""CalDAV against a real Radicale, and against servers that answer oddly."""

from __future__ import annotations

import pytest

from counsellors.calendars.domain.caldav import Multistatus
from counsellors.calendars.enums import Problem
from jobcenter.shared.fetching.client import FetchFailed

from .story import busy_of, read, subscription

pytestmark = pytest.mark.django_db

HEAD = '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'


def subscribed(radicale, **fields):
    return subscription(
        fields.pop("url", radicale.calendar),
        user=radicale.user,
        password=fields.pop("password", radicale.password),
        **fields,
    )


def test_calendar_is_read_from_radicale(radicale):
    radicale.put(
        "dentist", "UID:dentist", "DTSTAMP:20261101T000000Z", "SUMMARY:Dentist",
        "DTSTART:20261123T080000Z", "DTEND:20261123T090000Z",
    )  # fmt: skip
    radicale.put(
        "team", "UID:team", "DTSTAMP:20261101T000000Z", "SUMMARY:Team",
        "DTSTART:20260106T120000Z", "DTEND:20260106T130000Z",
        "RRULE:FREQ=WEEKLY;UNTIL=20261202T000000Z",
    )  # fmt: skip
    radicale.put(
        "long-ago", "UID:long-ago", "DTSTAMP:20200101T000000Z",
        "DTSTART:20200106T120000Z", "DTEND:20200106T130000Z",
    )  # fmt: skip

    one = read(subscribed(radicale))

    assert one.problem == ""
    assert busy_of(one.counsellor) == [
        "17.11. 13.00–14.00", "23.11. 09.00–10.00", "24.11. 13.00–14.00", "01.12. 13.00–14.00",
    ]  # fmt: skip


def test_empty_calendar_is_nobody_busy(radicale):
    one = read(subscribed(radicale))

    assert (one.problem, busy_of(one.counsellor)) == ("", [])
    assert one.read_at


def test_event_that_is_deleted_over_there_is_free_here(radicale):
    radicale.put(
        "dentist", "UID:dentist", "DTSTAMP:20261101T000000Z",
        "DTSTART:20261123T080000Z", "DTEND:20261123T090000Z",
    )  # fmt: skip
    one = read(subscribed(radicale))
    assert len(busy_of(one.counsellor)) == 1

    radicale.ask("DELETE", f"{radicale.calendar}dentist.ics", b"")
    read(one)

    assert busy_of(one.counsellor) == []


def test_wrong_password_is_said_and_the_old_times_hold(radicale):
    one = read(subscribed(radicale, password="wrong"))

    assert one.problem == Problem.LOGIN


def test_folder_with_calendars_in_it_is_no_calendar(radicale):
    one = read(subscribed(radicale, url=f"{radicale.url}/{radicale.user}/"))

    assert one.problem == Problem.NOT_A_CALENDAR


def test_calendar_that_does_not_exist_is_said(radicale):
    one = read(subscribed(radicale, url=f"{radicale.url}/{radicale.user}/holiday/"))

    assert one.problem == Problem.GONE


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (f"{HEAD}<d:response><d:href>/a</d:href></d:response></d:multistatus>", "unreadable"),
        (
            f"{HEAD}<d:response><d:status>HTTP/1.1 507 Insufficient Storage</d:status>"
            "</d:response></d:multistatus>",
            "too_large",
        ),
        (f"{HEAD}<d:response>", "not_a_calendar"),
        ("<html><body>Log in</body></html>", "not_a_calendar"),
        ("", "not_a_calendar"),
    ],
)
def test_answer_that_leaves_something_out_is_no_answer(server, body, problem):
    is_calendar = (
        f"{HEAD}<d:response><d:propstat><d:prop><d:resourcetype><d:collection/><c:calendar/>"
        "</d:resourcetype></d:prop></d:propstat></d:response></d:multistatus>"
    )

    def answer(handler):
        said = is_calendar if handler.command == "PROPFIND" else body
        handler.send_response(207)
        handler.end_headers()
        handler.wfile.write(said.encode())

    one = read(subscription(server.does(answer, path="/dav/"), user="bent", password="x"))

    assert one.problem == problem


def test_billion_laughs_are_not_laughed():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        '<d:multistatus xmlns:d="DAV:">&b;</d:multistatus>'
    )

    with pytest.raises(FetchFailed):
        Multistatus(bomb.encode())
