"""Many browsers that send one request each at the same moment, in one thread of this process.

A thread for each of them would have to be woken and scheduled on the very cores the server needs;
plain sockets and one selector cost it next to nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from time import perf_counter

PATIENCE_SECONDS = 60
CHUNK = 65_536


@dataclass(slots=True)
class Answer:
    """What came back: `milliseconds` from before connecting until the last byte."""

    status: int
    milliseconds: float


@dataclass(slots=True)
class _Visit:
    link: socket.socket
    request: bytes
    begun: float
    response: bytearray = field(default_factory=bytearray)


def send_all_at_once(port: int, requests: Sequence[bytes]) -> list[Answer]:
    """Send each request over a connection of its own; they must ask for `Connection: close`."""
    selector = DefaultSelector()
    for request in requests:
        begun = perf_counter()
        link = socket.socket()
        link.setblocking(False)
        link.connect_ex(("127.0.0.1", port))
        selector.register(link, EVENT_WRITE, _Visit(link, request, begun))
    answers: list[Answer] = []
    give_up_at = perf_counter() + PATIENCE_SECONDS
    while len(answers) < len(requests) and perf_counter() < give_up_at:
        for key, _ready in selector.select(timeout=1):
            answers.extend(_go_on(selector, key.data))
    return answers


def _go_on(selector: DefaultSelector, visit: _Visit) -> list[Answer]:
    """Send what is left to send, else read what has come; one answer when that was all."""
    try:
        if visit.request:
            visit.request = visit.request[visit.link.send(visit.request) :]
            if not visit.request:
                selector.modify(visit.link, EVENT_READ, visit)
            return []
        if arrived := visit.link.recv(CHUNK):
            visit.response += arrived
            return []
    except OSError:
        visit.response.clear()
    selector.unregister(visit.link)
    visit.link.close()
    return [Answer(_status_of(visit.response), (perf_counter() - visit.begun) * 1000)]


def _status_of(response: bytes) -> int:
    """The status of a whole response; 0 for one that was cut off."""
    head, _, body = response.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    is_whole = len(body) == int(headers.get("content-length", -1))
    return int(first.split()[1]) if is_whole else 0


def post_bytes(address: str, headers: dict[str, str], body: str) -> bytes:
    """A POST as it goes over the wire."""
    said = headers | {"Content-Length": str(len(body.encode())), "Connection": "close"}
    lines = [f"POST {address} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join([*lines, "", body]).encode()
