"""A proxy that holds answers back until it has a heap of them, as many do that were never told of
streams: whatever the headers say, nothing passes before the heap is full or the house has hung up.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HEAP = 64 * 1024


@dataclass
class Buffering:
    """`url` is its door. `held` counts the bytes of answers that have begun and not been let go."""

    to: str
    heap: int = HEAP
    url: str = ""
    held: int = 0
    let_go: int = 0
    streams: list[str] = field(default_factory=list)

    async def open(self) -> asyncio.Server:
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def _pass_on(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One request for each connection, so that the end of an answer is its hanging up."""
        try:
            head = await near.readuntil(b"\r\n\r\n")
            asked = head.split(b"\r\n")[0].decode()
            if " /stream/" in asked:
                self.streams.append(asked)
            # Without its own `Connection`, and with ours: the host and everything else stay.
            head = re.sub(rb"\r\n[Cc]onnection:[^\r]*", b"", head)
            head = head[:-2] + b"Connection: close\r\n\r\n"
            house = urlsplit(self.to)
            far, onward = await asyncio.open_connection(house.hostname, house.port)
        except (OSError, asyncio.IncompleteReadError):
            back.close()
            return
        onward.write(head)
        sending = asyncio.create_task(_copy(near, onward))
        try:
            await self._hold(far, back)
        except OSError:
            pass
        finally:
            sending.cancel()
            onward.close()
            back.close()

    async def _hold(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        kept = bytearray()
        while heard := await far.read(HEAP):
            kept += heard
            self.held += len(heard)
            if len(kept) >= self.heap:
                await self._release(kept, back)
        await self._release(kept, back)

    async def _release(self, kept: bytearray, back: asyncio.StreamWriter) -> None:
        self.held -= len(kept)
        self.let_go += len(kept)
        back.write(bytes(kept))
        kept.clear()
        await back.drain()


async def _copy(near: asyncio.StreamReader, onward: asyncio.StreamWriter) -> None:
    while said := await near.read(HEAP):
        onward.write(said)
        await onward.drain()


@contextmanager
def buffering(to: str, *, heap: int = HEAP) -> Iterator[Buffering]:
    """A proxy before the house at address `to`, in a thread of its own. A heap of one byte holds
    nothing back.
    """
    proxy = Buffering(to, heap)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(proxy.open(), loop).result(timeout=10)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=5)
