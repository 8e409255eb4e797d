"""The body of a request, whole or not at all, before a thread is taken to act on it.

a2wsgi hands a request over as soon as its headers are there, and takes a broken connection for the
end of the body: half a message would be a message, and a dozen uploads from a tunnel would hold
every thread of the house. So the body is read here, in the event loop, where waiting costs nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

# Five files of 10 MB, and what a form has around them: as in .docker/Caddyfile.
MOST_BYTES = 60 * 1024 * 1024
IN_MEMORY_BYTES = 1024 * 1024
A_PIECE = 256 * 1024
# So long nothing at all may come of a body that was promised.
PATIENCE_SECONDS = 30.0
ANNOUNCED_BY = {b"content-length", b"transfer-encoding"}

type Body = SpooledTemporaryFile[bytes]


class NotWhole(Exception):
    """The body did not come. `status` is how to say so; None when nobody is there to hear it."""

    def __init__(self, status: HTTPStatus | None) -> None:
        super().__init__(status)
        self.status = status


def has_body(scope: Mapping[str, Any]) -> bool:
    return any(name.lower() in ANNOUNCED_BY for name, _value in scope["headers"])


async def whole_body(
    receive: Receive, *, most: int = MOST_BYTES, patience: float = PATIENCE_SECONDS
) -> Body:
    """All of it, to be read from its beginning; the caller closes it.

    `most` in bytes, `patience` in seconds between two pieces. Raises NotWhole.
    """
    body: Body = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  goes to the caller
    try:
        while True:
            message = await _next(receive, patience)
            if message["type"] == "http.disconnect":
                raise NotWhole(None)
            body.write(message.get("body", b""))
            if body.tell() > most:
                raise NotWhole(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if not message.get("more_body", False):
                body.seek(0)
                return body
    except BaseException:
        body.close()
        raise


def told_again(body: Body, receive: Receive) -> Receive:
    """`receive` as if nobody had read the body yet."""
    is_over = False

    async def tell() -> Message:
        nonlocal is_over
        if is_over:
            return await receive()
        piece = body.read(A_PIECE)
        is_over = len(piece) < A_PIECE
        return {"type": "http.request", "body": piece, "more_body": not is_over}

    return tell


async def _next(receive: Receive, patience: float) -> Message:
    try:
        async with asyncio.timeout(patience):
            return await receive()
    except TimeoutError:
        raise NotWhole(HTTPStatus.REQUEST_TIMEOUT) from None
