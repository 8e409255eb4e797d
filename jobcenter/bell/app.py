"""The raw ASGI application behind `/stream`."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError

from jobcenter.shared.rehearsals import PREFIX

from .door import Knock, headers_of, knock_of, why_not
from .frames import Receive, Scope, Send, hang_up, say
from .listening import Ear
from .pace import Pace
from .questions import Questions
from .rehearsal import rehearsal_of, rehearse
from .switchboard import Stream, Switchboard
from .telling import Teller

logger = logging.getLogger(__name__)


STREAM, READY, LIVE = "/stream/", "/stream/readyz", "/livez"
REHEARSAL = "/stream/rehearsal"


class Bell:
    """All streams of one process."""

    def __init__(self, *, pace: Pace | None = None, redis_url: str = "") -> None:
        self.pace = pace or Pace()
        self.switchboard = Switchboard()
        self.questions = Questions()
        self.is_leaving = False
        self.teller = Teller(
            pace=self.pace,
            switchboard=self.switchboard,
            questions=self.questions,
            is_leaving=lambda: self.is_leaving,
        )
        self._opened = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._dirty: asyncio.Event | None = None
        self.ear = Ear(
            url=redis_url or settings.REDIS_URL,
            pace=self.pace,
            hear=self._hear,
            may_have_missed=self._may_have_missed,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begin()
        headers = headers_of(scope)
        if scope["path"] in {READY, LIVE}:
            is_ready = scope["path"] == LIVE or not self.is_leaving
            await say(send, 200 if is_ready else 503)
        elif refused := why_not(scope["method"], headers):
            await say(send, refused)
        elif scope["path"] == REHEARSAL and (name := rehearsal_of(scope["query_string"])):
            await self._rehearse(name, receive, send)
        elif scope["path"] != STREAM or not (knock := knock_of(headers, scope["query_string"])):
            await say(send, 404)
        elif self.is_leaving or self._opened >= self.pace.most_streams:
            await self.teller.say_full(send)
        else:
            await self._stream(knock, receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        """The server's lifespan: listening from its beginning to its end."""
        while True:
            message = await receive()
            is_over = message["type"] == "lifespan.shutdown"
            if is_over:
                await self.end()
            else:
                self.begin()
            await send({"type": f"{message['type']}.complete"})
            if is_over:
                return

    def begin(self) -> None:
        """Listen and sweep from now on, in the running loop; again is nothing."""
        if self._tasks:
            return
        loop = asyncio.get_running_loop()
        self._dirty = asyncio.Event()
        self._tasks = [loop.create_task(self.ear.listen()), loop.create_task(self._sweep())]
        self._say_bye_when_told(loop)

    def say_bye(self) -> None:
        """[12] No new streams, and the open ones are sent away, each with a time of its own."""
        self.is_leaving = True
        for stream in self.switchboard.streams:
            stream.wake.set()

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        self.questions.close()

    def _say_bye_when_told(self, loop: asyncio.AbstractEventLoop) -> None:
        """uvicorn tells applications of the end when all connections are closed, and streams do not
        close by themselves. So the signal is heard here as well, and passed on.
        """
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)
            if not callable(before):
                continue

            def pass_on(given: int, frame: FrameType | None, before: Any = before) -> None:
                loop.call_soon_threadsafe(self.say_bye)
                before(given, frame)

            signal.signal(number, pass_on)

    # --- what is heard ----------------------------------------------------------------------

    def _hear(self, said: dict[str, Any]) -> None:
        match said:
            case {"thread": str(thread), "seq": int(seq)}:
                self.switchboard.ring(thread, seq)
            case {"kick": str(thread)}:
                self.switchboard.kick(thread)
            case {"line": list(threads)}:
                self.switchboard.ring_line(one for one in threads if isinstance(one, str))
            case {"desk": str(desk)}:
                self.switchboard.ring_desk(desk)

    def _may_have_missed(self) -> None:
        if self._dirty is not None:
            self._dirty.set()

    async def _sweep(self) -> None:
        """[6] Read where everything is, at each doubt and now and then without one."""
        while True:
            wait = self.pace.until_next_sweep(is_deaf=self.ear.is_deaf)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._dirty.wait()  # type: ignore[union-attr]
            self._dirty.clear()  # type: ignore[union-attr]
            try:
                await self._read_all_numbers()
            except DatabaseError as error:
                logger.warning("the numbers could not be read: %s", type(error).__name__)
                await asyncio.sleep(1)
                self._may_have_missed()

    async def _read_all_numbers(self) -> None:
        # A rehearsal is about no thread: there is nothing to be read of it.
        watched = [one for one in self.switchboard.watched if not one.startswith(PREFIX)]
        found = await self.questions.numbers_now(watched)
        self.switchboard.agree_on_rights({thread: n.rights for thread, n in found.items()})
        for thread in watched:
            if thread in found:
                self.switchboard.ring(thread, found[thread].seq)
            else:
                self.switchboard.kick(thread)
        self.switchboard.look_at_all_desks()

    # --- one stream -------------------------------------------------------------------------

    async def _stream(self, knock: Knock, receive: Receive, send: Send) -> None:
        stream = Stream()
        self._opened += 1
        gone = asyncio.ensure_future(_notice_leaving(receive, stream))
        try:
            # [4] First listen, then look: what rings in between is heard.
            self.switchboard.watch(stream, knock.threads)
            answer = await self.questions.who_and_where(knock)
            if await self.teller.let_in(stream, answer, send):
                await self.teller.tell_all(stream, send)
        except DatabaseError as error:
            logger.warning("a stream could not be opened: %s", type(error).__name__)
            await self.teller.say_full(send)
        except TimeoutError:
            # [7] A browser that takes nothing for so long is not there any more.
            hang_up(send)
        finally:
            gone.cancel()
            self.switchboard.forget(stream)
            self._opened -= 1

    async def _rehearse(self, name: str, receive: Receive, send: Send) -> None:
        stream = Stream()
        gone = asyncio.ensure_future(_notice_leaving(receive, stream))
        try:
            await rehearse(
                name, self.switchboard, send, stream=stream, send_timeout=self.pace.send_timeout
            )
        except TimeoutError:
            hang_up(send)
        finally:
            gone.cancel()
            self.switchboard.forget(stream)


async def _notice_leaving(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.leave()
