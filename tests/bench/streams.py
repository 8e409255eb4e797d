"""Many browsers that each hold a stream open, in one event loop: plain sockets, no client library.

All of them keep what they have heard as numbers and moments of one clock (`time.monotonic`, which
is the same in every process of a machine).
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any

Hear = Callable[[int, Any], Awaitable[None]]
AT_ONCE = 50


class Crowd:
    """`size` connections, mended as browsers mend them; `hear(number, said)` for each frame."""

    def __init__(
        self,
        size: int,
        port: int,
        request: Callable[[int], bytes],
        hear: Hear,
        last_ids: dict[int, str] | None = None,
    ) -> None:
        # What a browser would send as Last-Event-ID when it opens again.
        self.last_ids = {} if last_ids is None else last_ids
        self.size, self.port, self._request, self._hear = size, port, request, hear
        self.is_websocket = request(0).lower().find(b"upgrade: websocket") > 0
        self.opened_at: dict[int, float] = {}
        self.refused = 0
        self._door = asyncio.Semaphore(AT_ONCE)
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, *, within: float) -> int:
        """How many were open after at most `within` seconds."""
        self._tasks = [asyncio.create_task(self._hold(nr)) for nr in range(self.size)]
        until = monotonic() + within
        while len(self.opened_at) < self.size and monotonic() < until:
            await asyncio.sleep(0.05)
        return len(self.opened_at)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hold(self, nr: int) -> None:
        failures = 0
        while True:
            retry = None
            with suppress(OSError, EOFError, ValueError, TimeoutError):
                retry = await self._once(nr)
                failures = 0
            failures = min(failures + 1, 11)
            # static/js/bell.js waits like this.
            most = 1.5 if failures < 7 else 2 ** (failures - 6)
            await asyncio.sleep(retry or random.uniform(0.25, most))

    async def _once(self, nr: int) -> float | None:
        async with self._door, asyncio.timeout(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=8192)
            writer.write(self._request(nr))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 101")):
                self.refused += 1
                writer.close()
                return None
            if self.is_websocket:
                self.opened_at[nr] = monotonic()
        try:
            return await (self._websocket if self.is_websocket else self._sse)(nr, reader)
        finally:
            writer.close()

    async def _sse(self, nr: int, reader: asyncio.StreamReader) -> float | None:
        fields: dict[str, str] = {}
        while True:
            line = (await reader.readuntil(b"\n")).strip().decode()
            name, colon, value = line.partition(":")
            if colon and name in {"event", "data", "retry", "id"}:
                fields[name] = value.strip()
            elif not line and "data" in fields:
                if fields.get("event") in {"bye", "kick"}:
                    return float(fields["retry"]) / 1000
                self.opened_at[nr] = self.opened_at.get(nr) or monotonic()
                if "id" in fields:
                    self.last_ids[nr] = fields["id"]
                if fields["data"]:
                    await self._hear(nr, json.loads(fields["data"]))
                fields = {}
            elif line == "0" and not fields:
                raise EOFError

    async def _websocket(self, nr: int, reader: asyncio.StreamReader) -> None:
        while True:
            kind, length = await reader.readexactly(2)
            if length == 126:
                length = int.from_bytes(await reader.readexactly(2))
            payload = await reader.readexactly(length)
            if kind & 15 == 1:
                await self._hear(nr, json.loads(payload))
            elif kind & 15 == 8:
                return


def sse_request(path: str, port: int, cookie: str = "", last_id: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/event-stream"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if last_id:
        lines.append(f"Last-Event-ID: {last_id}")
    return "\r\n".join([*lines, "", ""]).encode()


def websocket_request(path: str, port: int) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


class Pages:
    """Ordinary requests over a few connections that stay open."""

    def __init__(self, port: int, connections: int = 6) -> None:
        self._port = port
        self._free: asyncio.Queue[Any] = asyncio.Queue()
        for _ in range(connections):
            self._free.put_nowait(None)

    async def get(self, path: str, cookie: str) -> str:
        link = await self._free.get()
        try:
            for _ in range(30):
                with suppress(OSError, EOFError):
                    link = link or await asyncio.open_connection(
                        "127.0.0.1", self._port, limit=1 << 20
                    )
                    return await self._ask(link, path, cookie)
                link = None
                await asyncio.sleep(0.3)
            raise RuntimeError(f"no answer from {path}")
        finally:
            self._free.put_nowait(link)

    async def _ask(self, link: Any, path: str, cookie: str) -> str:
        reader, writer = link
        host = f"127.0.0.1:{self._port}"
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookie}", "", ""]
        writer.write("\r\n".join(lines).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").lower()
        body = b""
        if "transfer-encoding: chunked" in head:
            while size := int(await reader.readuntil(b"\r\n"), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        else:
            length = head.split("content-length: ")[1].split("\r\n")[0]
            body = await reader.readexactly(int(length))
        if " 200 " not in head.split("\r\n")[0]:
            raise EOFError
        return body.decode()
