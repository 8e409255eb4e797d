"""Servers that misbehave, all the way from their address to the programme."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from events.activities.models import ActivityDate
from events.imports.domain.mapping import read_mapping
from events.imports.domain.running import run_import
from events.imports.domain.saying import Unreadable
from events.imports.models import ImportSource
from jobcenter.shared.fetching.sealing import Way, seal
from tests.counsellors.calendars.servers import running_server
from tests.factories.calendars import calendar
from tests.factories.imports import (
    MAPPING,
    NOW,
    dates_of,
    evening,
    evenings,
    ics_source,
    json_source,
    read,
)

pytestmark = pytest.mark.django_db
PUBLIC = [(None, None, 6, "", ("10.0.0.1", 443))]


@pytest.fixture
def server(settings):
    settings.CALENDARS_ON_THIS_MACHINE = True
    with running_server() as running:
        yield running


def source_at(url: str) -> ImportSource:
    return ics_source(attested=True, sealed=seal(Way(url)), host="a.example.org")


def test_a_calendar_is_read_from_its_address_and_little_is_said_about_us(server):
    source = source_at(server.says(evenings(1)))

    read(source)

    assert dates_of(source) == ["Strik 1.12. 19.00–21.00 planned"]
    assert set(server.seen[0].headers) == {
        "host", "user-agent", "accept", "accept-encoding", "connection"
    }  # fmt: skip


ZIPPED = gzip.compress(b"0" * 50_000_000)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"body": ZIPPED, "Content_Encoding": "gzip"}, "packed"),
        ({"body": ZIPPED}, "no calendar file"),
        ({"body": b"x" * 20_000_001}, "larger than 20 MB"),
        ({"status": 302, "Location": "/calendar.ics"}, "does not answer"),
        ({"status": 302, "Location": "http://169.254.169.254/latest/"}, "may not read"),
        ({"status": 302, "Location": "file:///etc/passwd"}, "may not read"),
        ({"status": 404}, "nothing at that address"),
        ({"status": 401}, "password"),
        ({"status": 500}, "does not answer"),
        ({"body": b"BEGIN:VCALENDAR", "Content_Length": "9000"}, "does not answer"),
    ],
    ids=["zipped", "zipped without a word", "too large", "in a circle", "metadata", "file", "404",
         "401", "500", "cut off"],
)  # fmt: skip
def test_hostile_answer_changes_nothing_and_is_said_plainly(server, answer, sentence):
    source = source_at(server.says(evenings(1)))
    read(source)
    server.says(**answer)

    report = read(source)

    assert sentence in report.trouble["sentence"]
    assert source.trouble == report.trouble
    assert dates_of(source) == ["Strik 1.12. 19.00–21.00 planned"]
    server.says(evenings(1))
    read(source)
    assert source.trouble == {}


def test_a_name_that_leads_inside_is_not_asked(server):
    source = source_at("https://calendar.example.org/a.ics")

    report = run_import(source_id=source.pk, now=NOW, lookup=lambda *_a, **_k: PUBLIC)

    assert "does not answer" in report.trouble["sentence"]


def test_an_answer_of_the_name_server_is_asked_for_once(monkeypatch):
    asked, connected = [], []

    def changing(host, port, **_more):
        asked.append(host)
        number = "8.8.8.8" if len(asked) == 1 else "10.0.0.1"
        return [(None, None, 6, "", (number, port))]

    def nobody_home(where, **_more):
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", nobody_home)
    source = source_at("https://calendar.example.org/a.ics")
    run_import(source_id=source.pk, now=NOW, lookup=changing)

    assert (asked, connected) == (["calendar.example.org"], [("8.8.8.8", 443)])


def test_a_server_that_drips_is_cut_off(server, monkeypatch):
    monkeypatch.setattr("jobcenter.shared.fetching.client.fetch.__kwdefaults__",
                        {"lookup": socket.getaddrinfo, "seconds": 1.0})  # fmt: skip

    def drip(handler):
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            return

    source = source_at(server.does(drip, path="/drip"))
    began = time.monotonic()
    report = run_import(source_id=source.pk, now=NOW)

    assert "does not answer" in report.trouble["sentence"]
    assert time.monotonic() - began < 5


def test_an_address_whose_key_is_gone_says_so(server):
    source = source_at(server.says(evenings(1)))
    ImportSource.objects.update(sealed="gAAAAAB-not-ours")

    assert "no longer open" in read(source).trouble["sentence"]
    assert not ActivityDate.objects.exists()


STRIK = {"id": "1", "name": "Strik", "start": "2026-12-01T19:00"}


@pytest.mark.parametrize(
    "item",
    [
        STRIK | {"words": 5},
        STRIK | {"words": True},
        STRIK | {"words": {"a": 1}},
        STRIK | {"id": "\0"},
        STRIK | {"id": "\u202e"},
        STRIK | {"id": "\ud800"},
        STRIK | {"link": "https://example.org/\0\ud800"},
        {"id": "a\0", "name": "\ud800"},
    ],
    ids=repr,
)
def test_an_item_with_signs_nobody_keeps_never_stops_the_others(item):
    other = {"id": "2", "name": "Kor", "start": "2026-12-02T19:00"}
    source = json_source([item, other], mapping=MAPPING | {"topics": "words"}, attested=True)

    assert read(source).trouble == {}
    first = dates_of(source)
    again = read(source)

    assert "Kor 2.12. 19.00–20.00 planned" in first
    assert (again.counts["new"], dates_of(source)) == (0, first)


def test_an_event_whose_id_nobody_sees_keeps_its_identity():
    source = ics_source(calendar(*evening(1, uid="\u202e")), attested=True)
    read(source)

    assert read(source).counts["same"] == 1


@pytest.mark.parametrize("path", ["a\\u0000", "\\ud800"])
def test_a_mapping_with_signs_nobody_keeps_is_refused(path):
    with pytest.raises(Unreadable, match="no path"):
        read_mapping(f'{{"id": "{path}", "title": "t", "start": "s"}}')
