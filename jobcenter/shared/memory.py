"""What a crowd asks is worked out once: answers this process keeps for a few seconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from time import monotonic
from typing import NamedTuple


class _Answer[Value](NamedTuple):
    future: Future[Value]
    good_until: float


class ShortMemory[Key: Hashable, Value]:
    """Answers kept for `seconds` from when they were first asked for, at most `most` of them.

    Whoever asks while the first one is still working waits for that answer instead of working, too.
    Only for what is the same for everybody and may be seconds old. In this process and not in
    Redis: there is nothing that can be down, and a few processes that each work once are no crowd.
    """

    def __init__(self, *, seconds: float, most: int = 256) -> None:
        self._seconds = seconds
        self._most = most
        self._answers: dict[Key, _Answer[Value]] = {}
        self._lock = Lock()

    def recall(self, key: Key, work: Callable[[], Value]) -> Value:
        """The answer to `key`; `work` finds it when nobody has, or when it is too old.

        What `work` raises is raised for everybody who waited, and not kept.
        """
        future, is_ours = self._find_or_begin(key)
        if is_ours:
            try:
                future.set_result(work())
            except BaseException as error:
                self._forget(key)
                future.set_exception(error)
        return future.result()

    def _find_or_begin(self, key: Key) -> tuple[Future[Value], bool]:
        with self._lock:
            self._forget_the_old()
            if known := self._answers.get(key):
                return known.future, False
            future: Future[Value] = Future()
            self._answers[key] = _Answer(future, monotonic() + self._seconds)
            return future, True

    def _forget_the_old(self) -> None:
        # A dictionary keeps the order of arrival, so the oldest stand in front.
        now = monotonic()
        while self._answers:
            oldest = next(iter(self._answers))
            if len(self._answers) < self._most and self._answers[oldest].good_until > now:
                return
            del self._answers[oldest]

    def _forget(self, key: Key) -> None:
        with self._lock:
            self._answers.pop(key, None)
