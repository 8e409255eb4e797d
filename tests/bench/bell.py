"""The doorbell under load, side by side with two peers (one of them also keeping what it sends):
open streams, memory, delivery, and what is lost when Redis or the process is killed. One run, one
machine, the same clients.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from django.db import connection

from jobcenter.local.ports import free_port
from tests.bench.database import address_of, bare_database, fresh_database
from tests.bench.results import Row, percentile
from tests.bench.servers import (
    PROJECT,
    Server,
    Valkey,
    Writer,
    gunicorn,
    running,
    uvicorn,
)
from tests.bench.streams import Crowd, Pages, sse_request, websocket_request

STREAMS = int(os.environ.get("BELL_STREAMS", "2000"))
SECONDS = float(os.environ.get("BELL_SECONDS", "12"))
OFF_SECONDS = float(os.environ.get("BELL_OFF_SECONDS", "60"))
RATE = 50
OPENING_SECONDS = 120


def measure_bell() -> Iterator[Row]:
    with fresh_database() as name, TemporaryDirectory() as folder:
        yield from asyncio.run(_our_rows(name, Path(folder)))  # noqa: TID251
        python = _peers_python()
        for peer in ("channels", "eventstream"):
            yield from asyncio.run(_peer_rows(peer, python))  # noqa: TID251
        with bare_database("test_bench_peer") as own:
            peer = "eventstream with storage"
            yield from asyncio.run(_peer_rows(peer, python, database=own))  # noqa: TID251


# --- ours ------------------------------------------------------------------------------------


class Readers:
    """What each browser of a talk has: its numbers, contiguous, as its page would have them."""

    def __init__(self, threads: list[dict[str, Any]], pages: Pages) -> None:
        self.threads, self.pages = threads, pages
        self.has: list[list[int]] = [[thread["seq"]] for thread in threads]
        self.seen_at: dict[tuple[int, int], float] = {}
        self.rung_at: dict[tuple[int, int], float] = {}
        self.heard_at: dict[int, float] = {}
        self._asking: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def hear(self, nr: int, said: dict[str, int]) -> None:
        self.heard_at[nr] = monotonic()
        target = max(said.values(), default=0)
        self.rung_at.setdefault((nr, target), monotonic())
        if target > self.has[nr][-1] and nr not in self._asking:
            self._asking.add(nr)
            task = asyncio.create_task(self._fetch(nr))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fetch(self, nr: int) -> None:
        thread = self.threads[nr]
        at = self.has[nr][-1] + 1
        while self.has[nr][-1] < at:
            path = f"/chat/{thread['public_id']}/haendelser/?after={self.has[nr][-1]}"
            html = await self.pages.get(path, f"chat={thread['secret']}")
            for seq in re.findall(r'<li id="e-\d+" data-seq="(\d+)"', html):
                self.has[nr].append(int(seq))
                self.seen_at[nr, int(seq)] = monotonic()
            at = int(re.findall(r'data-at="(\d+)"', html)[0])
        self._asking.discard(nr)

    def faults(self, numbers: dict[int, int]) -> tuple[int, int, int]:
        """Lost, double, out of order, against the numbers the database has."""
        lost = double = disorder = 0
        for nr, has in enumerate(self.has):
            first, last = self.threads[nr]["seq"], numbers[self.threads[nr]["pk"]]
            lost += len(set(range(first, last + 1)) - set(has))
            double += len(has) - len(set(has))
            disorder += has != sorted(has)
        return lost, double, disorder


async def _our_rows(database: str, folder: Path) -> list[Row]:
    threads = await asyncio.to_thread(_make_threads)
    (folder / "threads.json").write_text(json.dumps(threads))
    redis = Valkey(folder)
    env = {
        **os.environ, "DATABASE_URL": address_of(database), "REDIS_URL": redis.url,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    }  # fmt: skip
    ports = free_port(), free_port()
    start = partial(uvicorn, sys.executable, "jobcenter.bell.alone:application", env)
    async with running(start, ports[0]) as bell, running(partial(gunicorn, env), ports[1]):
        readers = Readers(threads, Pages(ports[1]))
        request = lambda nr: sse_request(  # noqa: E731
            f"/stream/?thread={threads[nr]['public_id']}", ports[0], f"chat={threads[nr]['secret']}"
        )
        crowd = Crowd(STREAMS, ports[0], request, readers.hear)
        talkers = [sys.executable, "-m", "tests.bench.talkers", str(folder / "threads.json")]
        try:
            return await _our_story(bell, crowd, readers, talkers, env, redis)
        finally:
            await crowd.close()
            redis.kill()


async def _our_story(
    bell: Server, crowd: Crowd, readers: Readers, talkers: list[str], env: Any, redis: Valkey
) -> list[Row]:
    rows = await _opening_rows("bell", bell, crowd)
    await asyncio.sleep(2)
    rows.append(Row("bell: database connections while idle", await _connections(), "", 8))
    writer = await Writer.start(talkers, env)
    # Pages that have just been started load their code at the first requests: not what is measured.
    await writer.write(RATE, 6)
    await asyncio.sleep(4)
    said = await writer.write(RATE, SECONDS)
    await asyncio.sleep(2)
    late = [_late(readers, one) for one in said]
    rung = [(at - one["at"]) * 1000 for one in said if (at := readers.rung_at.get(_key(one)))]
    rows += [
        Row("bell: write to rung in the browser, p95", percentile(rung, 95), "ms"),
        Row("bell: write to visible, p50, 50 messages/s", percentile(late, 50), "ms"),
        Row("bell: write to visible, p95, 50 messages/s", percentile(late, 95), "ms", 100),
        Row("bell: write to visible, p99, 50 messages/s", percentile(late, 99), "ms", 250),
        Row("bell: posting a message, p95", _p95_took(said), "ms", 40),
        Row("bell: database connections under load", await _connections(but=1), "", 8),
    ]
    rows += await _kill_rows(bell, crowd, readers, writer)
    rows += await _redis_rows(readers, writer, redis)
    faults = readers.faults(await asyncio.to_thread(_numbers))
    for name, count in zip(("lost", "double", "out of order"), faults, strict=True):
        rows.append(Row(f"bell: messages {name} in all of this", count, "", 0))
    await writer.stop()
    return rows


async def _kill_rows(bell: Server, crowd: Crowd, readers: Readers, writer: Writer) -> list[Row]:
    writing = asyncio.create_task(writer.write(RATE, 15))
    await asyncio.sleep(3)
    readers.heard_at.clear()
    killed_at = monotonic()
    await bell.kill_and_start_again()
    answered_at = monotonic()
    # Whatever was written until now: back is who hears again and has all of it in their page.
    written = await asyncio.to_thread(_numbers)
    back: dict[int, float] = {}
    while len(back) < crowd.size and monotonic() < killed_at + 60:
        for nr in readers.heard_at.keys() - back.keys():
            if readers.has[nr][-1] >= written[readers.threads[nr]["pk"]]:
                back[nr] = monotonic() - killed_at
        await asyncio.sleep(0.05)
    await writing
    took = sorted([*back.values(), *[60.0] * (crowd.size - len(back))])
    p95 = took[int(len(took) * 0.95)]
    return [
        Row("bell: killed with -9, all streams back and what was missed fetched, p95", p95, "s", 5),
        Row("bell: of that, until the new process answers", answered_at - killed_at, "s"),
    ]


async def _redis_rows(readers: Readers, writer: Writer, redis: Valkey) -> list[Row]:
    redis.kill()
    said = await writer.write(20, OFF_SECONDS)
    await asyncio.sleep(8)
    late = [_late(readers, one) / 1000 for one in said]
    redis.start()
    await asyncio.sleep(3)
    again = await writer.write(RATE, 3)
    await asyncio.sleep(8)
    return [
        Row(f"bell: Redis off for {OFF_SECONDS:g} s, p95", percentile(late, 95), "s", 20),
        Row("bell: Redis is back, p95 until visible",
            percentile([_late(readers, one) for one in again], 95), "ms"),
    ]  # fmt: skip


def _late(readers: Readers, said: dict[str, Any]) -> float:
    """Milliseconds from before the writing began until it stood in the other browser."""
    seen = readers.seen_at.get((said["of"], said["seq"]))
    return ((seen or monotonic() + 60) - said["at"]) * 1000


def _p95_took(said: list[dict[str, Any]]) -> float:
    return percentile([one["took"] * 1000 for one in said], 95)


def _make_threads() -> list[dict[str, Any]]:
    from tests.counsellors.chat.story import begin

    first = begin()
    made = []
    for _ in range(STREAMS):
        talk = begin(bent=first.bent)
        thread = talk.fresh()
        made.append(
            {"pk": thread.pk, "public_id": thread.public_id, "secret": talk.secret,
             "seq": thread.last_seq, "counsellor": first.bent.pk}
        )  # fmt: skip
    connection.close()
    return made


def _numbers() -> dict[int, int]:
    from counsellors.models import Thread

    return dict(Thread.objects.values_list("pk", "last_seq"))


async def _connections(but: int = 0) -> int:
    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            return int(cursor.fetchone()[0])

    return await asyncio.to_thread(count) - but


# --- peers -----------------------------------------------------------------------------------


async def _peer_rows(peer: str, python: Path, *, database: str = "") -> list[Row]:
    """With a `database` the peer keeps what it sends, and its clients say where they were."""
    with TemporaryDirectory() as folder:
        redis = Valkey(Path(folder))
        env = {**os.environ, "REDIS_URL": redis.url, "PEER": peer, "PYTHONPATH": str(PROJECT)}
        env["DATABASE_URL"] = address_of(database) if database else ""
        env.pop("DJANGO_SETTINGS_MODULE", None)
        if database:
            await asyncio.to_thread(
                subprocess.run, [str(python), "tests/bench/peers.py", "migrate"],
                env=env, cwd=PROJECT, check=True,
            )  # fmt: skip
        port = free_port()
        start = partial(uvicorn, str(python), "tests.bench.peers:application", env)
        got: dict[tuple[int, int], float] = {}
        last_ids: dict[int, str] = {}

        async def hear(nr: int, said: dict[str, Any]) -> None:
            if "seq" in said:
                got[said["of"], said["seq"]] = monotonic()

        def request(nr: int) -> bytes:
            if peer == "channels":
                return websocket_request(f"/talk/t{nr}/", port)
            # As EventSource does; its page knew the number it was drawn at, which is 0 here.
            last = last_ids.get(nr, f"t{nr}:0") if database else ""
            return sse_request(f"/events/t{nr}/", port, last_id=last)

        async with running(start, port) as server:
            crowd = Crowd(STREAMS, port, request, hear, last_ids)
            try:
                return await _peer_story(peer, server, crowd, got, python, env, redis)
            finally:
                await crowd.close()
                redis.kill()


async def _peer_story(
    peer: str, server: Server, crowd: Crowd, got: Any, python: Path, env: Any, redis: Valkey
) -> list[Row]:
    rows = await _opening_rows(peer, server, crowd)
    writer = await Writer.start([str(python), "tests/bench/peers.py", str(STREAMS)], env)
    said = await writer.write(RATE, SECONDS)
    await asyncio.sleep(3)
    arrived = [(got[key] - one["at"]) * 1000 for one in said if (key := _key(one)) in got]
    if len(arrived) > 1:
        rows.append(Row(f"{peer}: publish to arrived, p95, 50/s", percentile(arrived, 95), "ms"))
    rows.append(Row(f"{peer}: lost without any trouble", len(said) - len(arrived), ""))
    writing = asyncio.create_task(writer.write(RATE, 15))
    await asyncio.sleep(3)
    await server.kill_and_start_again()
    said = await writing
    await asyncio.sleep(8)
    rows.append(Row(f"{peer}: lost of {len(said)}, server killed with -9", _lost(said, got), ""))
    redis.kill()
    off = asyncio.create_task(writer.write(20, 8))
    await asyncio.sleep(4)
    redis.start()
    said = await off
    said += await writer.write(20, 5)
    await asyncio.sleep(5)
    rows.append(Row(f"{peer}: lost of {len(said)}, Redis off for 4 s", _lost(said, got), ""))
    await writer.stop()
    return rows


def _key(said: dict[str, Any]) -> tuple[int, int]:
    return said["of"], said["seq"]


def _lost(said: list[dict[str, Any]], got: Any) -> int:
    return sum(1 for one in said if _key(one) not in got)


def _peers_python() -> Path:
    """An environment of their own, from the same lock file; made once."""
    home = PROJECT / ".tools" / "bench-peers"
    python = home / "bin" / "python"
    wanted = home / "requirements.txt"
    uv = subprocess.run([".ci/find-uv"], cwd=PROJECT, capture_output=True, text=True, check=True)
    run = partial(subprocess.run, cwd=PROJECT, check=True)
    tool = uv.stdout.strip()
    if not python.exists():
        run([tool, "venv", "--quiet", "--no-project", "--python", sys.executable, str(home)])
    run([tool, "export", "--quiet", "--frozen", "--no-emit-project", "--no-header",
         "--no-default-groups", "--group", "bench-peers", "--format", "requirements.txt",
         "--output-file", str(wanted)])  # fmt: skip
    run([tool, "pip", "sync", "--quiet", "--require-hashes", "--python", str(python), str(wanted)])
    return python


# --- processes -------------------------------------------------------------------------------


async def _opening_rows(who: str, server: Server, crowd: Crowd) -> list[Row]:
    before = server.memory()
    begun = monotonic()
    is_open = await crowd.open(within=OPENING_SECONDS)
    seconds = monotonic() - begun
    await asyncio.sleep(1)
    each = (server.memory() - before) / 1024 / max(1, is_open)
    ours = who == "bell"
    return [
        Row(f"{who}: open streams", is_open, "", STREAMS if ours else None, at_most=False),
        Row(f"{who}: opening them", seconds, "s"),
        Row(f"{who}: memory of each", each, "KB", 30 if ours else None),
        Row(f"{who}: threads of the process", server.threads(), ""),
    ]
