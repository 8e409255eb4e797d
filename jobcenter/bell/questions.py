"""What the bell asks the database, in a few threads of its own.

[11] A stream asks once, when it opens; then it waits without a thread and without a connection.
Browsers without an account that come at the same moment, as after a restart, share one question.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from threading import Lock

from django.conf import settings
from django.contrib.auth import get_user
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest

from counsellors.chat.access import token_hash_of, viewer_of
from counsellors.chat.domain.numbers import (
    Number,
    Viewer,
    desks_of,
    numbers_for,
    numbers_for_browsers,
    numbers_now,
    numbers_of_desk,
)
from counsellors.safety_pages.access import help_desks_led_by, help_desks_of

from .door import Knock

logger = logging.getLogger(__name__)

THREADS = 4
MOST_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the threads are that this viewer may hear of. `viewer` tells one from another, to
    count with. `desks` are what a desk listens to besides, `counsellor` whose desk it is, and
    `leads` the account that hears of houses because it leads them.
    """

    viewer: str = ""
    numbers: Mapping[str, Number] = field(default_factory=dict)
    desks: tuple[str, ...] = ()
    counsellor: int | None = None
    leads: int | None = None


@dataclass(slots=True)
class _Asked:
    knock: Knock
    token_hash: bytes
    answer: asyncio.Future[Answer]


class Questions:
    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="bell")
        self._pending = 0
        self._one_at_a_time = Lock()
        self._browsers: deque[_Asked] = deque()

    async def who_and_where(self, knock: Knock) -> Answer:
        """[10] The rights of whoever knocks, and where their threads are."""
        loop = asyncio.get_running_loop()
        request = _request_with(knock)
        token_hash = token_hash_of(request)
        if settings.SESSION_COOKIE_NAME not in knock.cookies and not knock.is_desk:
            if token_hash is None:
                return Answer()
            asked = _Asked(knock, token_hash, loop.create_future())
            self._browsers.append(asked)
            self._submit(loop, lambda: self._answer_browsers(loop))
            return await asked.answer
        return await self._in_a_thread(lambda: _answer(request, knock))

    async def numbers_now(self, threads: Iterable[str]) -> dict[str, Number]:
        wanted = list(threads)
        return await self._in_a_thread(lambda: numbers_now(wanted)) if wanted else {}

    async def desk_now(self, counsellor: int) -> dict[str, Number]:
        return await self._in_a_thread(lambda: numbers_of_desk(counsellor))

    async def desks_led_now(self, account: int) -> set[str]:
        return await self._in_a_thread(lambda: set(help_desks_led_by(account)))

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _in_a_thread[Result](self, work: Callable[[], Result]) -> Result:
        loop = asyncio.get_running_loop()
        return await self._submit(loop, lambda: _asking(work))

    def _submit[Result](
        self, loop: asyncio.AbstractEventLoop, work: Callable[[], Result]
    ) -> asyncio.Future[Result]:
        with self._one_at_a_time:
            self._pending += 1
        return loop.run_in_executor(self._pool, self._work, work)

    def _work[Result](self, work: Callable[[], Result]) -> Result:
        """[11] Whoever finds nothing more to ask closes the connection: an idle bell holds none."""
        try:
            return work()
        finally:
            with self._one_at_a_time:
                self._pending -= 1
                is_idle = self._pending < THREADS
            if is_idle:
                connection.close()

    def _answer_browsers(self, loop: asyncio.AbstractEventLoop) -> None:
        """All that wait by now, in one question. Often an earlier turn has taken them already."""
        asked: list[_Asked] = []
        while len(asked) < MOST_TOGETHER:
            try:
                asked.append(self._browsers.popleft())
            except IndexError:
                break
        if not asked:
            return
        questions = [(one.token_hash, list(one.knock.threads)) for one in asked]
        try:
            numbers = _asking(lambda: numbers_for_browsers(questions))
        except Exception as error:
            loop.call_soon_threadsafe(_fail, asked, error)
        else:
            loop.call_soon_threadsafe(_tell, asked, numbers)


def _tell(asked: list[_Asked], numbers: list[dict[str, Number]]) -> None:
    for one, found in zip(asked, numbers, strict=True):
        if not one.answer.done():
            one.answer.set_result(Answer(viewer=one.token_hash.hex(), numbers=found))


def _fail(asked: list[_Asked], error: Exception) -> None:
    for one in asked:
        if not one.answer.done():
            one.answer.set_exception(error)


def _asking[Result](work: Callable[[], Result]) -> Result:
    """Once more with a fresh connection: the old one may be of before the database restarted."""
    try:
        return work()
    except (OperationalError, InterfaceError):
        connection.close()
        try:
            return work()
        except (OperationalError, InterfaceError):
            connection.close()
            raise


def _request_with(knock: Knock) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES = dict(knock.cookies)
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(knock.cookies.get(settings.SESSION_COOKIE_NAME))
    return request


def _answer(request: HttpRequest, knock: Knock) -> Answer:
    request.user = get_user(request)
    viewer = viewer_of(request)
    if knock.is_desk:
        return _desk_of(request, viewer)
    return Answer(viewer=_name_of(viewer), numbers=numbers_for(viewer, knock.threads))


def _desk_of(request: HttpRequest, viewer: Viewer) -> Answer:
    """A counsellor's own, and the calls for help of houses one leads. Nobody else has a desk."""
    led = help_desks_of(request)
    own = viewer.counsellor
    return Answer(
        viewer=_name_of(viewer),
        desks=(*(desks_of(own) if own else ()), *led),
        counsellor=own.pk if own else None,
        leads=viewer.user_id if led else None,
    )


def _name_of(viewer: Viewer) -> str:
    if viewer.user_id is not None:
        return f"user:{viewer.user_id}"
    return viewer.token_hash.hex() if viewer.token_hash else ""
