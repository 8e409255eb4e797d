"""What one stream is told: its first frame, whatever is new, and its last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from django.db import Error as DatabaseError

from counsellors.safety.domain import is_help_desk

from .frames import COMMENT, STREAM_HEADERS, Send, frame, say
from .pace import Pace
from .questions import Answer, Questions
from .switchboard import Stream, Switchboard


class Teller:
    def __init__(
        self,
        *,
        pace: Pace,
        switchboard: Switchboard,
        questions: Questions,
        is_leaving: Callable[[], bool],
    ) -> None:
        self.pace = pace
        self.switchboard = switchboard
        self.questions = questions
        self.is_leaving = is_leaving

    async def let_in(self, stream: Stream, answer: Answer, send: Send) -> bool:
        self.switchboard.drop(stream, stream.threads - set(answer.numbers))
        if not answer.numbers and not answer.desks:
            await say(send, 404)
            return False
        if self.switchboard.count_in(stream, answer.viewer) > self.pace.most_per_viewer:
            await self.say_full(send)
            return False
        self._aim(stream, answer.numbers)
        if answer.desks:
            stream.desk, stream.leads = answer.counsellor, answer.leads
            self.switchboard.watch_desks(stream, answer.desks)
            await self._look_at_desk(stream)
        await self._send(
            send, {"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS}
        )
        # The first frame comes in any case, also for an empty desk: it says that the line stands.
        await self._say(send, frame("seq", stream.take(), retry=self.pace.until_back()))
        return True

    async def _look_at_desk(self, stream: Stream) -> None:
        """[4] Once more for what is new on the desk: listen to it, then read where it is."""
        stream.look_again = False
        if stream.leads is not None and not await self._still_leads(stream, stream.leads):
            stream.kick()
        if stream.desk is None:
            return
        on_desk = await self.questions.desk_now(stream.desk)
        gone = stream.threads - set(on_desk)
        # What has left the desk has no number to tell: its page hears of it by a bare ring.
        stream.was_rung = stream.was_rung or bool(gone)
        new = set(on_desk) - stream.threads
        self.switchboard.drop(stream, gone)
        for thread in gone:
            stream.said.pop(thread, None)
        self.switchboard.watch(stream, new)
        fresh = await self.questions.numbers_now(new) if new else {}
        self._aim(stream, {**on_desk, **fresh})

    async def _still_leads(self, stream: Stream, account: int) -> bool:
        """[10] Whoever leads a house no more hears of its calls no more."""
        led = await self.questions.desks_led_now(account)
        return led == {desk for desk in stream.desks if is_help_desk(desk)}

    def _aim(self, stream: Stream, numbers: Mapping[str, Any]) -> None:
        rights = {thread: number.rights for thread, number in numbers.items()}
        self.switchboard.agree_on_rights(rights, of=stream)
        for thread, number in numbers.items():
            stream.aim(thread, number.seq)

    async def tell_all(self, stream: Stream, send: Send) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + self.pace.lifetime()
        comment_at = loop.time() + self.pace.until_comment()
        while not stream.is_gone:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min(comment_at, end)):
                    await stream.wake.wait()
            stream.wake.clear()
            last = self._last_frame(stream, is_old=loop.time() >= end)
            if last or stream.is_gone:
                await self._say(send, last, more=False)
                return
            if stream.look_again and not await self._could_look(stream, send):
                return
            if stream.is_kicked:
                continue
            if news := _news(stream):
                await self._say(send, news)
            elif loop.time() >= comment_at:
                await self._say(send, COMMENT)
            else:
                continue
            comment_at = loop.time() + self.pace.until_comment()

    async def _could_look(self, stream: Stream, send: Send) -> bool:
        """Without a database there is no desk to show: the browser comes back when there is."""
        try:
            await self._look_at_desk(stream)
        except DatabaseError:
            await self._say(send, frame("bye", {}, retry=self.pace.until_back()), more=False)
            return False
        return True

    def _last_frame(self, stream: Stream, *, is_old: bool) -> bytes:
        """What a stream ends with; empty while it goes on."""
        if stream.is_kicked:
            return frame("kick", {}, retry=self.pace.until_back())
        if self.is_leaving() or is_old:
            return frame("bye", {}, retry=self.pace.until_back())
        return b""

    async def _say(self, send: Send, body: bytes, *, more: bool = True) -> None:
        await self._send(send, {"type": "http.response.body", "body": body, "more_body": more})

    async def _send(self, send: Send, message: dict[str, Any]) -> None:
        async with asyncio.timeout(self.pace.send_timeout):
            await send(message)

    async def say_full(self, send: Send) -> None:
        """[7] Come back later, and not all at the same moment."""
        wait = str(self.pace.until_less_full()).encode()
        await say(send, 503, [(b"retry-after", wait)])


def _news(stream: Stream) -> bytes:
    """What is new, in one piece: numbers, and lines that have moved."""
    numbers, lines = stream.take(), stream.take_lines()
    # Without a number: something else of the desk has changed.
    told = frame("seq", numbers) if stream.take_ring() or numbers else b""
    return told + frame("line", lines) if lines else told
