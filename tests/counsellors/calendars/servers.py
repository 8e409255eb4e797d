"""Foreign servers on this machine: one that says what it is told to say, and a real Radicale."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Server:
    """`answers[path]` is (status, headers, body), or a function that writes to the handler."""

    port: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def url(self, path: str = "/calendar.ics") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def says(
        self, body: bytes = b"", *, status: int = 200, path: str = "/calendar.ics", **headers: str
    ) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, body)
        return self.url(path)

    def does(self, what: Callable[[BaseHTTPRequestHandler], None], *, path: str) -> str:
        self.answers[path] = what
        return self.url(path)


@contextmanager
def running_server() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.seen.append(Seen(self.command, self.path, headers))
            said = server.answers.get(self.path.partition("?")[0], (404, {}, b""))
            if callable(said):
                said(self)
                return
            status, extra, body = said
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PROPFIND = do_REPORT = answer  # noqa: N815  the names http.server looks for

        def log_message(self, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.port = http.server_address[1]
    thread = Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


@dataclass
class Radicale:
    """A real CalDAV server with Bent's calendar `work` in it."""

    url: str
    user: str
    password: str

    @property
    def calendar(self) -> str:
        return f"{self.url}/{self.user}/work/"

    def ask(self, method: str, url: str, body: bytes, **headers: str) -> int:
        request = urllib.request.Request(url, data=body, method=method)
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, self.url, self.user, self.password)
        opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        with opener.open(request, timeout=10) as answer:
            return int(answer.status)

    def put(self, name: str, *lines: str) -> None:
        whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "BEGIN:VEVENT"]
        body = "\r\n".join([*whole, *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()
        status = self.ask("PUT", f"{self.calendar}{name}.ics", body, Content_Type="text/calendar")
        assert status == 201


MAKE_CALENDAR = (
    b'<?xml version="1.0"?><C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    b"<set><prop><displayname>Work</displayname></prop></set></C:mkcalendar>"
)


@contextmanager
def running_radicale(folder: Path) -> Iterator[Radicale]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "users").write_text("bent:app-password\n")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "radicale", "--config", "",
            f"--server-hosts=127.0.0.1:{port}", "--auth-type=htpasswd",
            f"--auth-htpasswd-filename={folder / 'users'}", "--auth-htpasswd-encryption=plain",
            f"--storage-filesystem-folder={folder / 'collections'}", "--auth-delay=0",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )  # fmt: skip
    server = Radicale(f"http://127.0.0.1:{port}", "bent", "app-password")
    try:
        _wait_for(port, process)
        server.ask("MKCALENDAR", server.calendar, MAKE_CALENDAR, Content_Type="application/xml")
        yield server
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _try in range(100):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "Radicale has ended"
        time.sleep(0.1)
    pytest.fail("Radicale did not open its door")
