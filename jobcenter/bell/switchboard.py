"""Which stream waits for which thread, and what it has still to say. In the event loop only."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping


class Stream:
    """One browser. [7] No queue: one event, and the latest number of each thread still to be told,
    so a slow reader costs no more than a fast one, and whatever came meanwhile is one frame.
    """

    __slots__ = (
        "desk", "desks", "is_gone", "is_kicked", "leads", "lines", "look_again", "said",
        "targets", "threads", "viewer", "wake", "was_rung",
    )  # fmt: skip

    def __init__(self) -> None:
        self.threads: set[str] = set()
        self.targets: dict[str, int] = {}
        self.said: dict[str, int] = {}
        # Threads that wait, whose line has moved since this was last told.
        self.lines: set[str] = set()
        self.wake = asyncio.Event()
        self.desk: int | None = None
        self.desks: tuple[str, ...] = ()
        self.leads: int | None = None
        self.viewer = ""
        self.is_gone = False
        self.is_kicked = False
        self.look_again = False
        self.was_rung = False

    def aim(self, thread: str, seq: int) -> None:
        """Tell `seq` unless that or a later number was told: the greatest wins, in any order."""
        if seq > max(self.said.get(thread, -1), self.targets.get(thread, -1)):
            self.targets[thread] = seq
            self.wake.set()

    def take(self) -> dict[str, int]:
        """What is to be told now; after this it counts as told."""
        news, self.targets = self.targets, {}
        self.said.update(news)
        return news

    def take_ring(self) -> bool:
        """Whether the desk itself was rung since this was last asked."""
        was_rung, self.was_rung = self.was_rung, False
        return was_rung

    def take_lines(self) -> dict[str, int]:
        """The waiting threads whose line has moved, each with the number it was told to be at."""
        lines, self.lines = self.lines, set()
        return {thread: self.said.get(thread, 0) for thread in lines}

    def kick(self) -> None:
        self.is_kicked = True
        self.wake.set()

    def leave(self) -> None:
        self.is_gone = True
        self.wake.set()


class Switchboard:
    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self._waiting: dict[str, set[Stream]] = {}
        self._desks: dict[str, set[Stream]] = {}
        # Since which change of rights the streams of a thread were let in. [10]
        self._rights: dict[str, int] = {}
        self._of_viewer: Counter[str] = Counter()

    @property
    def watched(self) -> list[str]:
        return list(self._waiting)

    def watch(self, stream: Stream, threads: Iterable[str]) -> None:
        """[4] Call it before reading where the threads are: a ring in between is not lost."""
        self.streams.add(stream)
        for thread in threads:
            stream.threads.add(thread)
            self._waiting.setdefault(thread, set()).add(stream)

    def watch_desks(self, stream: Stream, desks: Iterable[str]) -> None:
        stream.desks = tuple(desks)
        for desk in stream.desks:
            self._desks.setdefault(desk, set()).add(stream)

    def count_in(self, stream: Stream, viewer: str) -> int:
        """How many streams this viewer has now, with this one."""
        stream.viewer = viewer
        self._of_viewer[viewer] += 1
        return self._of_viewer[viewer]

    def drop(self, stream: Stream, threads: Iterable[str]) -> None:
        """Threads this stream may not hear of, or no longer."""
        for thread in list(threads):
            stream.threads.discard(thread)
            stream.targets.pop(thread, None)
            stream.lines.discard(thread)
            _remove(self._waiting, thread, stream)
            if thread not in self._waiting:
                self._rights.pop(thread, None)

    def forget(self, stream: Stream) -> None:
        self.drop(stream, stream.threads)
        for desk in stream.desks:
            _remove(self._desks, desk, stream)
        if stream.viewer:
            self._of_viewer[stream.viewer] -= 1
            if not self._of_viewer[stream.viewer]:
                del self._of_viewer[stream.viewer]
        self.streams.discard(stream)

    def ring(self, thread: str, seq: int) -> None:
        for stream in self._waiting.get(thread, ()):
            stream.aim(thread, seq)

    def ring_line(self, threads: Iterable[str]) -> None:
        """A desk shows no places: only the streams of those who wait hear of it."""
        for thread in threads:
            for stream in self._waiting.get(thread, ()):
                if stream.desk is None:
                    stream.lines.add(thread)
                    stream.wake.set()

    def ring_desk(self, desk: str) -> None:
        """A desk shows more than threads, such as who is here: it is told of the ring itself."""
        for stream in self._desks.get(desk, ()):
            stream.look_again = stream.was_rung = True
            stream.wake.set()

    def look_at_all_desks(self) -> None:
        """What was rung while nobody heard it is found by looking."""
        for stream in {stream for desk in self._desks.values() for stream in desk}:
            stream.look_again = True
            stream.wake.set()

    def kick(self, thread: str, *, but: Stream | None = None) -> None:
        """End every stream that hears of this thread: it asks for its rights anew, or stays away.
        A desk stays open and looks again, because one thread of many has changed.
        """
        self._rights.pop(thread, None)
        for stream in list(self._waiting.get(thread, ())):
            if stream.desk is not None:
                stream.look_again = True
                stream.wake.set()
            elif stream is not but:
                stream.kick()

    def agree_on_rights(self, rights: Mapping[str, int], *, of: Stream | None = None) -> None:
        """[10] The rights as they are read now. Where they have changed since a stream was let in,
        it is kicked, also when the bell that should have said so could not be rung.
        """
        for thread, version in rights.items():
            known = self._rights.get(thread)
            if known is not None and known != version:
                self.kick(thread, but=of)
            if thread in self._waiting:
                self._rights[thread] = version


def _remove(table: dict[str, set[Stream]], key: str, stream: Stream) -> None:
    streams = table.get(key)
    if streams is not None:
        streams.discard(stream)
        if not streams:
            del table[key]
