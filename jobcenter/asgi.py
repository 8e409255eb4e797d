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
        await _pages(_with_honest_headers(scope), receive, send)
    elif scope["type"] == "http":
        await _no_stream_here(send)


def _with_honest_headers(scope: Scope) -> Scope:
    """Without names that hold an underscore: WSGI cannot tell `X_Forwarded_Proto`, which passes
    proxies untouched, from the `X-Forwarded-Proto` that the proxy wrote.
    """
    return {**scope, "headers": [(n, value) for n, value in scope["headers"] if b"_" not in n]}


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
