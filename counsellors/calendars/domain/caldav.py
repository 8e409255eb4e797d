"""CalDAV (RFC 4791), as much of it as it takes to know when somebody is busy."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.parsers import expat

from counsellors.calendars.enums import Problem
from jobcenter.shared.fetching.addresses import Lookup
from jobcenter.shared.fetching.client import Answer, Asked, FetchFailed, fetch, refuse_failures
from jobcenter.shared.fetching.sealing import Way

MULTISTATUS = 207
INSUFFICIENT_STORAGE = " 507 "
DAV, CALDAV = "DAV:", "urn:ietf:params:xml:ns:caldav"
XML = {"Content-Type": "application/xml; charset=utf-8"}

WHAT_IS_IT = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
)
EVENTS_BETWEEN = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    "<prop><C:calendar-data/></prop>"
    '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
    '<C:time-range start="{start}" end="{end}"/>'
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)


def fetch_events(way: Way, *, window_from: datetime, window_to: datetime, lookup: Lookup) -> bytes:
    """Every event of a calendar collection that touches the window, one calendar after the other.

    Asks first whether there is a calendar at that address: of a folder with calendars in it a
    server says that nothing touches the window, and the counsellor would look free all year.
    """
    if not _multistatus(_propfind(way, lookup)).is_calendar:
        raise FetchFailed(Problem.NOT_A_CALENDAR)
    found = _multistatus(_report(way, window_from, window_to, lookup))
    if found.is_cut_off:
        raise FetchFailed(Problem.TOO_LARGE)
    if len(found.calendars) != found.responses:
        # An event without its data: nobody would know when.
        raise FetchFailed(Problem.UNREADABLE)
    if not found.calendars:
        return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
    return "\r\n".join(each.strip() for each in found.calendars).encode() + b"\r\n"


def _propfind(way: Way, lookup: Lookup) -> Answer:
    asked = Asked(way, method="PROPFIND", headers=XML | {"Depth": "0"}, body=WHAT_IS_IT)
    return fetch(asked, lookup=lookup)


def _report(way: Way, window_from: datetime, window_to: datetime, lookup: Lookup) -> Answer:
    body = EVENTS_BETWEEN.format(start=_stamp(window_from), end=_stamp(window_to))
    asked = Asked(way, method="REPORT", headers=XML | {"Depth": "1"}, body=body.encode())
    return fetch(asked, lookup=lookup)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _multistatus(answer: Answer) -> Multistatus:
    refuse_failures(answer)
    if answer.status != MULTISTATUS:
        raise FetchFailed(Problem.NOT_A_CALENDAR)
    return Multistatus(answer.body)


class Multistatus:
    """What we look for in a DAV answer. Entities and document types are refused unread."""

    def __init__(self, body: bytes) -> None:
        self.responses = 0
        self.calendars: list[str] = []
        self.is_calendar = False
        self.is_cut_off = False
        self._path: list[str] = []
        self._text: list[str] = []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        try:
            parser.Parse(body, True)
        except expat.ExpatError as error:
            raise FetchFailed(Problem.NOT_A_CALENDAR) from error

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        self._text.clear()
        if not self._path and name != f"{DAV} multistatus":
            # A page to log in on, for example: nothing in it would look like nobody busy.
            raise FetchFailed(Problem.NOT_A_CALENDAR)
        self._path.append(name)
        if name == f"{DAV} response":
            self.responses += 1
        if self._path[-2:] == [f"{DAV} resourcetype", f"{CALDAV} calendar"]:
            self.is_calendar = True

    def _end(self, name: str) -> None:
        text = "".join(self._text)
        if name == f"{CALDAV} calendar-data" and text.strip():
            self.calendars.append(text)
        if name == f"{DAV} status" and INSUFFICIENT_STORAGE in f"{text} ":
            self.is_cut_off = True
        self._text.clear()
        self._path.pop()


def _refuse(*_declared: object) -> None:
    raise FetchFailed(Problem.NOT_A_CALENDAR)
