"""A bell that really listens on a port of this machine, and browsers that hold streams open."""

from __future__ import annotations

import asyncio
import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from django.db import connection

from jobcenter.bell.app import Bell
from jobcenter.bell.pace import Pace

# As in production, only faster.
QUICK = Pace(
    sweep=0.6, sweep_when_deaf=0.3, own_ring=0.3, comment=0.5, comment_jitter=0.1,
    send_timeout=1, life=60, life_jitter=1, bye_earliest=0.05, bye_latest=0.5,
    full_earliest=5, full_latest=30,
)  # fmt: skip
# Nothing happens by the clock: what arrives was rung.
PATIENT = Pace(
    sweep=600, sweep_when_deaf=600, own_ring=1, comment=600, comment_jitter=1, send_timeout=5
)
PATIENCE = 10


class House:
    """A running bell. `call` does something in its event loop."""

    def __init__(self, pace: Pace, redis_url: str) -> None:
        self.bell = Bell(pace=pace, redis_url=redis_url)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port: int = self.socket.getsockname()[1]
        self._answering = 0
        config = uvicorn.Config(
            self._answer,
            lifespan="off",
            interface="asgi3",
            log_level="error",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert wait_for(lambda: self._server.started)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        """As jobcenter.asgi does it, with a bell of our own."""
        from jobcenter.asgi import application

        if scope["path"].startswith("/stream"):
            await self.bell(scope, receive, send)
            return
        self._answering += 1
        try:
            await application(scope, receive, send)
        finally:
            self._answering -= 1

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _run(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self.bell.begin()
        await self._server.serve(sockets=[self.socket])
        await self.bell.end()

    def call(self, what: Any, *arguments: Any) -> Any:
        async def do() -> Any:
            return what(*arguments)

        return asyncio.run_coroutine_threadsafe(do(), self.loop).result(PATIENCE)

    def stop(self) -> None:
        """A page that is still being made when its loop ends waits for ever to be sent, and keeps
        its connection to the database.
        """
        self.call(self.bell.say_bye)
        assert wait_for(lambda: not self._answering)
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@contextmanager
def running_bell(pace: Pace = QUICK, redis_url: str = "") -> Iterator[House]:
    house = House(pace, redis_url)
    try:
        yield house
    finally:
        house.stop()
        connection.close()


class Browser:
    """One open stream; `frames` is what came, in order: ("seq", {...}), ("comment", None), …"""

    def __init__(self, port: int, query: str, *, cookie: str = "", **headers: str) -> None:
        self.frames: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.settimeout(PATIENCE)
        said = {"Host": f"127.0.0.1:{port}", "Cookie": cookie} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = [f"GET /stream/{query} HTTP/1.1", *(f"{n}: {v}" for n, v in said.items() if v)]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self._file = self.socket.makefile("rb")
        self.status, self.headers = self._read_head()
        self.is_over = threading.Event()
        if self.status == 200 and "text/event-stream" in self.headers.get("content-type", ""):
            threading.Thread(target=self._read_frames, daemon=True).start()

    def _read_head(self) -> tuple[int, dict[str, str]]:
        status = int(self._file.readline().split()[1])
        headers: dict[str, str] = {}
        while line := self._file.readline().decode().strip():
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        return status, headers

    def _read_frames(self) -> None:
        text = ""
        try:
            while size := int(self._file.readline() or b"0", 16):
                text += self._file.read(size).decode()
                self._file.readline()
                while "\n\n" in text:
                    frame, _, text = text.partition("\n\n")
                    self.frames.put(understood(frame))
        except (OSError, ValueError):
            pass
        self.is_over.set()

    def next(self, kind: str = "seq", *, within: float = PATIENCE) -> Any:
        """What the next frame of this kind says; others are passed over."""
        until = time.monotonic() + within
        while (left := until - time.monotonic()) > 0:
            try:
                found, said = self.frames.get(timeout=left)
            except queue.Empty:
                break
            if found == kind:
                return said
        raise AssertionError(f"no {kind} frame came")

    def wait_until(self, thread: str, seq: int, *, within: float = PATIENCE) -> None:
        until = time.monotonic() + within
        while self.next(within=max(0.001, until - time.monotonic())).get(thread, -1) < seq:
            pass

    def is_silent(self, seconds: float = 0.4) -> bool:
        time.sleep(seconds)
        kinds = []
        while not self.frames.empty():
            kinds.append(self.frames.get()[0])
        return "seq" not in kinds

    def close(self) -> None:
        # Shut down first: a thread that still reads holds the file until something comes.
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


def understood(frame: str) -> tuple[str, Any]:
    fields = dict(line.split(":", 1) for line in frame.splitlines())
    if "event" not in fields:
        return "comment", None
    said = json.loads(fields["data"])
    if "retry" in fields and fields["event"].strip() != "seq":
        said = {"retry": int(fields["retry"])}
    return fields["event"].strip(), said


def wait_for(condition: Any, within: float = PATIENCE) -> bool:
    until = time.monotonic() + within
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def strangers() -> dict[int, str]:
    """Everybody's connections to this database but our own: process id and what was asked last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, state || ': ' || query FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return dict(cursor.fetchall())


class Wire:
    """A TCP wire to Redis. Once `is_swallowing`, what Redis says to a subscriber disappears on the
    way and nobody is told: a server that was replaced behind an address, a firewall that forgot.
    """

    def __init__(self, url: str) -> None:
        self._to = urlsplit(url)
        self.is_swallowing = False
        self._door = socket.create_server(("127.0.0.1", 0))
        port = self._door.getsockname()[1]
        self.url = url.replace(f":{self._to.port}", f":{port}")
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.create_connection((self._to.hostname, self._to.port))
                state = {"subscriber": False, "mute": False}
                for pair in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._carry, args=(*pair, state), daemon=True).start()

    def _carry(
        self, source: socket.socket, to: socket.socket, is_asking: bool, state: dict[str, bool]
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if is_asking and b"SUBSCRIBE" in data.upper():
                    # Whoever subscribes from now on is heard again: the old line is the broken one.
                    state["subscriber"], self.is_swallowing = True, False
                state["mute"] |= self.is_swallowing and state["subscriber"]
                if is_asking or not state["mute"]:
                    to.sendall(data)
        for end in (source, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._door.close()
