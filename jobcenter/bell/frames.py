"""What the bell says, in bytes, and how it is said over ASGI."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# [14] Neither kept nor changed nor held back by anything between us and the browser.
STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"cookie"),
]
COMMENT = b":\n\n"


def frame(event: str, said: Mapping[str, int], *, retry: float | None = None) -> bytes:
    text = json.dumps(said, separators=(",", ":"))
    first = f"retry: {retry * 1000:.0f}\n" if retry is not None else ""
    return f"{first}event: {event}\ndata: {text}\n\n".encode()


async def say(send: Send, status: int, headers: Headers | None = None) -> None:
    said = [(b"content-length", b"0"), (b"cache-control", b"no-store"), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": said})
    await send({"type": "http.response.body", "body": b""})


def hang_up(send: Send) -> None:
    """ASGI has no word for it: a response that is merely not finished would first be flushed, to a
    browser that takes nothing. uvicorn's `send` is a method of what knows the transport.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
