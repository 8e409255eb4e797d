"""One port for web and bell: `/stream` belongs to the bell, everything else to Django's WSGI.

Pages never go through Django's ASGI handler: on one core, the same page, WSGI answered 757 requests
a second, WSGI inside an ASGI server through a2wsgi 583, Django's ASGI handler 155.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from jobcenter.shared.bodies import NotWhole, has_body, told_again, whole_body
from jobcenter.wsgi import application as pages

# Only now are there settings to read.
from jobcenter.bell.app import Bell  # isort: skip

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

WORKERS = 12
bell = Bell()
_pages: Any = WSGIMiddleware(cast("Any", pages), workers=WORKERS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await bell.live(receive, send)
    elif scope["type"] == "http" and not scope["path"].startswith("/stream"):
        await _answer_page(_with_honest_headers(scope), receive, send)
    elif scope["type"] == "http":
        await bell(scope, receive, send)


async def _answer_page(scope: Scope, receive: Receive, send: Send) -> None:
    if not has_body(scope):
        await _pages(scope, receive, send)
        return
    try:
        body = await whole_body(receive)
    except NotWhole as fault:
        if fault.status is not None:
            await _refuse(send, fault.status)
        return
    with body:
        await _pages(scope, told_again(body, receive), send)


async def _refuse(send: Send, status: HTTPStatus) -> None:
    """In one line: there is no request yet that a page could be made of."""
    words = f"{status.value} {status.phrase}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(words)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": words})


def _with_honest_headers(scope: Scope) -> Scope:
    """Without names that hold an underscore: WSGI cannot tell `X_Forwarded_Proto`, which passes
    proxies untouched, from the `X-Forwarded-Proto` that the proxy wrote.
    """
    return {**scope, "headers": [(n, value) for n, value in scope["headers"] if b"_" not in n]}
