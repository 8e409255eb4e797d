"""A stream about nothing, for the operators' self-test: the way is that of a real one, from the
proxy to the ring in Redis, and no right, no thread and no database is needed for it.

It says a first frame at once, a numbered comment each second, and whatever is rung under its name;
after `LASTS` it ends. Told by comments that arrive one by one is a proxy that does not hold back.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from jobcenter.shared.rehearsals import name_of_rehearsal

from .door import asked_in
from .frames import STREAM_HEADERS, Send, frame
from .switchboard import Stream, Switchboard

LASTS = 8
EVERY = 1.0
OPENED = "opened"


def rehearsal_of(query: bytes) -> str:
    """What is to be rung in it; "" when nobody may have it."""
    asked = asked_in(query, most=2)
    return name_of_rehearsal(asked.get("token", [""])[0])


async def rehearse(
    name: str, switchboard: Switchboard, send: Send, *, stream: Stream, send_timeout: float
) -> None:
    """Until it is over or the browser is gone. Raises TimeoutError for one that takes nothing."""
    switchboard.watch(stream, [name])
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    body = frame("seq", {OPENED: 0})
    loop = asyncio.get_running_loop()
    begun, said = loop.time(), 0
    while body:
        async with asyncio.timeout(send_timeout):
            await send({"type": "http.response.body", "body": body, "more_body": True})
        body, said = await _next(stream, begun=begun, said=said)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _next(stream: Stream, *, begun: float, said: int) -> tuple[bytes, int]:
    """What is to be said next, and how many comments have been; nothing at the end."""
    with suppress(TimeoutError):
        async with asyncio.timeout_at(begun + EVERY * (said + 1)):
            await stream.wake.wait()
    stream.wake.clear()
    if stream.is_gone:
        return b"", said
    if news := stream.take():
        return frame("seq", news), said
    if said >= LASTS:
        return b"", said
    return f": {said + 1}\n\n".encode(), said + 1
