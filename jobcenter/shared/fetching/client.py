"""Asking a foreign server for a file, without trusting it in anything.

Bounds: 20 seconds for everything together, redirects and name server's answers included as far as
they can be stopped; 3 redirects, each checked like the first address; 20 MB; no compression
(nothing grows on arrival), no cookies, no proxy. A log-in goes to the origin it was given for and
nowhere else.
"""

from __future__ import annotations

import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from time import monotonic
from urllib.parse import urljoin

from .addresses import Address, AddressNotUsable, Lookup, NotPublic, read_address, resolve
from .sealing import Way
from .trouble import Trouble

SECONDS = 20.0
CONNECT_SECONDS = 5.0
MOST_REDIRECTS = 3
MOST_BYTES = 20_000_000
REDIRECTS = {301, 302, 303, 307, 308}
CHUNK = 65_536
WHO_ASKS = "Fremtidens-Jobcenter-Kalender/1.0"
MOST_SECONDS_TO_WAIT = 24 * 60 * 60


class FetchFailed(Exception):
    """`problem` is a Trouble, or a word of the room that asks; `wait_seconds` what the server asked
    for."""

    def __init__(self, problem: str, *, wait_seconds: int = 0) -> None:
        self.problem = problem
        self.wait_seconds = wait_seconds
        super().__init__(str(problem))


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """One question to one server; sent again, as it is, to where a redirect leads."""

    way: Way
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` by their names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(asked: Asked, *, lookup: Lookup = socket.getaddrinfo, seconds: float = SECONDS) -> Answer:
    """What the server says in the end, whatever the status, or FetchFailed.

    `lookup` is the name server: a function like `socket.getaddrinfo`.
    """
    until = monotonic() + seconds
    url, first = asked.way.url, None
    for _hop in range(MOST_REDIRECTS + 1):
        address = _checked(url)
        first = first or address.origin
        answer = _ask(address, asked, until=until, lookup=lookup, is_home=address.origin == first)
        if answer.status not in REDIRECTS:
            return answer
        url = _where_to(address, answer)
    raise FetchFailed(Trouble.UNREACHABLE)


def _checked(url: str) -> Address:
    try:
        return read_address(url)
    except AddressNotUsable as refusal:
        raise FetchFailed(Trouble.ADDRESS) from refusal


def _where_to(address: Address, answer: Answer) -> str:
    try:
        return urljoin(address.url, answer.headers.get("location", ""))
    except ValueError as error:
        raise FetchFailed(Trouble.ADDRESS) from error


def _ask(address: Address, asked: Asked, *, until: float, lookup: Lookup, is_home: bool) -> Answer:
    try:
        with _connected(address, until=until, lookup=lookup) as sock:
            return _talk(sock, address, asked, until=until, is_home=is_home)
    except ssl.SSLCertVerificationError as error:
        raise FetchFailed(Trouble.CERTIFICATE) from error
    except (OSError, HTTPException, NotPublic, ValueError) as error:
        # ValueError: http.client's word for a status line or a header that is none.
        raise FetchFailed(Trouble.UNREACHABLE) from error


@contextmanager
def _connected(address: Address, *, until: float, lookup: Lookup) -> Iterator[socket.socket]:
    """A connection to the very IP address that was checked, cut when the time is up.

    A timeout of the socket alone would start anew with every byte a server drips.
    """
    sock = _first_that_answers(resolve(address, lookup=lookup), address.port, until=until)
    with sock:
        if address.scheme == "https":
            sock = _tls().wrap_socket(
                sock, server_hostname=address.host, do_handshake_on_connect=False
            )
        watchdog = Timer(_left(until), _cut, [sock])
        watchdog.daemon = True
        watchdog.start()
        try:
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            yield sock
        finally:
            watchdog.cancel()
            sock.close()


def _first_that_answers(numbers: list[str], port: int, *, until: float) -> socket.socket:
    for number in numbers[:-1]:
        try:
            return _connect(number, port, until)
        except OSError:
            continue
    return _connect(numbers[-1], port, until)


def _connect(number: str, port: int, until: float) -> socket.socket:
    sock = socket.create_connection((number, port), timeout=min(CONNECT_SECONDS, _left(until)))
    sock.settimeout(_left(until))
    return sock


def _cut(sock: socket.socket) -> None:
    try:
        # Of the plain socket: an SSLSocket would forget its encryption first.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _talk(
    sock: socket.socket, address: Address, asked: Asked, *, until: float, is_home: bool
) -> Answer:
    http = HTTPConnection(address.host, address.port)
    http.sock = sock
    http.putrequest(asked.method, address.target, skip_host=True, skip_accept_encoding=True)
    for name, value in _headers(address, asked, is_home=is_home).items():
        http.putheader(name, value)
    http.endheaders(asked.body or None)
    response = http.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    body = b"" if response.status in REDIRECTS else _body(response, headers, until=until)
    return Answer(response.status, headers, body)


def _headers(address: Address, asked: Asked, *, is_home: bool) -> dict[str, str]:
    headers = {
        "Host": address.host_header,
        "User-Agent": WHO_ASKS,
        "Accept-Encoding": "identity",
        "Connection": "close",
        **asked.headers,
    }
    if asked.body:
        headers["Content-Length"] = str(len(asked.body))
    if asked.way.user and is_home:
        pair = f"{asked.way.user}:{asked.way.password}".encode()
        headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
    return headers


def _body(response: HTTPResponse, headers: Mapping[str, str], *, until: float) -> bytes:
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise FetchFailed(Trouble.UNREADABLE)
    parts, size = [], 0
    while part := response.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise FetchFailed(Trouble.TOO_LARGE)
    # http.client takes a connection that ends too early for the end of the file.
    _left(until)
    promised = headers.get("content-length", "")
    if promised.isdecimal() and size < int(promised) and "transfer-encoding" not in headers:
        raise FetchFailed(Trouble.UNREACHABLE)
    return b"".join(parts)


def refuse_failures(answer: Answer) -> None:
    """Turn a status that brings no file into FetchFailed."""
    if answer.status in {401, 403}:
        raise FetchFailed(Trouble.LOGIN)
    if answer.status in {404, 410}:
        raise FetchFailed(Trouble.GONE)
    if answer.status not in {200, 207, 304}:
        raise FetchFailed(Trouble.UNREACHABLE, wait_seconds=_asked_to_wait(answer))


def _asked_to_wait(answer: Answer) -> int:
    said = answer.headers.get("retry-after", "")
    is_number = said.isascii() and said.isdecimal() and len(said) <= len(str(MOST_SECONDS_TO_WAIT))
    return min(int(said), MOST_SECONDS_TO_WAIT) if is_number else 0
