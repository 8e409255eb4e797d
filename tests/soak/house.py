"""Everything a talk needs, each in a process of its own that can be killed: PostgreSQL, Valkey, the
pages, the bell, the clockwork with its worker. And writers and readers that behave as browsers do.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import secrets
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from signal import SIGKILL
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import psycopg

from jobcenter.local.places import find_place, valkey_program
from jobcenter.local.ports import free_port
from jobcenter.local.postgres import APP_ROLE, SUPERUSER, Postgres
from tests.soak.mails import PostOffice

PROJECT = Path(__file__).resolve().parents[2]
PAGES, BELL, VALKEY, POSTGRES, WORKER = "pages", "bell", "valkey", "postgres", "worker"
TICKED = "SELECT EXISTS (SELECT FROM outbox_heartbeat WHERE beat_at > %s)"


class House:
    def __init__(self, folder: Path) -> None:
        passwords = {role: secrets.token_urlsafe(16) for role in (SUPERUSER, APP_ROLE)}
        # Durable: a commit that was answered must be there after a kill.
        self.postgres = Postgres(find_place(folder), passwords, True)
        self.postgres.ensure_running()
        self.folder = folder
        self.ports = {name: free_port() for name in (PAGES, BELL, VALKEY)}
        self.post_office = PostOffice()
        self.running: dict[str, list[subprocess.Popen[bytes]]] = {}
        self._started: dict[str, datetime] = {}
        self.env = {
            **os.environ,
            "DATABASE_URL": self.postgres.url(),
            "REDIS_URL": f"redis://127.0.0.1:{self.ports[VALKEY]}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.post_office.port}",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        }

    def prepare(self, threads: int) -> list[dict[str, Any]]:
        """Migrations, and so many threads without an account."""
        made = subprocess.run(
            [sys.executable, "-m", "tests.soak.threads", str(threads)],
            env=self.env, cwd=PROJECT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(made.stdout.splitlines()[-1])  # type: ignore[no-any-return]

    def start(self, name: str) -> None:
        if name == POSTGRES:
            # It starts by itself.
            return
        self._started[name] = datetime.now(UTC)
        self.running[name] = [self._launch(name, command) for command in self._commands(name)]

    def is_up(self, name: str) -> bool:
        """Answers, and not only listens: whoever is killed while starting never starts."""
        self.look_after()
        if name in {VALKEY, POSTGRES}:
            return True
        if name == WORKER:
            return self._has_ticked()
        try:
            with urlopen(f"http://127.0.0.1:{self.ports[name]}/livez", timeout=2) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except OSError:
            return False

    def kill(self, name: str) -> None:
        """-9, as a machine does that runs out of memory. When one process of PostgreSQL dies like
        that, the server ends all others, recovers from its log, and answers again at its address.
        """
        if name == POSTGRES:
            with suppress(psycopg.Error), psycopg.connect(self.postgres.url()) as direct:
                os.kill(direct.info.backend_pid, SIGKILL)
            return
        for process in (processes := self.running.pop(name)):
            process.kill()
        for process in processes:
            process.wait()

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)
        self.post_office.close()
        self.postgres.stop()

    def look_after(self) -> None:
        """As docker-compose does: a worker or beat that ended by itself is started again. Celery
        gives up when Redis goes while it holds a message (kombu puts it back over a connection that
        is no more). That pages or bell end by themselves is a fault, better said than waited for.
        """
        for name, processes in self.running.items():
            for nr, process in enumerate(processes):
                if process.poll() is None:
                    continue
                if name != WORKER:
                    said = (self.folder / f"{name}.log").read_text()
                    raise RuntimeError(f"{name} ended by itself. It said: {said[-2000:]}")
                processes[nr] = self._launch(name, self._commands(name)[nr])

    def _launch(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(command, env=self.env, cwd=PROJECT, stdout=log, stderr=log)

    def _has_ticked(self) -> bool:
        """Beat has rung since it was started, and the worker has heard it."""
        try:
            with psycopg.connect(self.postgres.url()) as direct:
                return bool(direct.execute(TICKED, [self._started[WORKER]]).fetchone()[0])  # type: ignore[index]
        except psycopg.Error:
            return False

    def _commands(self, name: str) -> list[list[str]]:
        if name == WORKER:
            return self._clockwork()
        port = str(self.ports[name])
        if name == VALKEY:
            return [[str(valkey_program()), "--port", port, "--bind", "127.0.0.1", "--save", "",
                     "--dir", str(self.folder)]]  # fmt: skip
        if name == BELL:
            return [[sys.executable, "-m", "uvicorn", "jobcenter.bell.alone:application",
                     "--port", port, "--log-level", "warning"]]  # fmt: skip
        return [[sys.executable, "-m", "gunicorn", "jobcenter.wsgi:application", "--bind",
                 f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--worker-class",
                 "gthread", "--log-level", "warning"]]  # fmt: skip

    def _clockwork(self) -> list[list[str]]:
        """Threads, because a process of a pool would outlive its parent that was killed."""
        celery = [sys.executable, "-m", "celery", "--quiet", "--app", "tests.soak.clock"]
        return [
            [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--without-gossip",
             "--without-mingle", "--loglevel", "warning"],
            [*celery, "beat", "--schedule", str(self.folder / "beat"), "--pidfile=",
             "--loglevel", "warning"],
        ]  # fmt: skip


@dataclass
class Journal:
    """What was promised: the number each message got, by its words. Compared with the log later."""

    numbers: dict[str, int] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)


class Browser:
    """One person in one thread: writes as htmx does, reads as static/js/chat.js does."""

    def __init__(self, house: House, thread: dict[str, Any], journal: Journal) -> None:
        self.house, self.thread, self.journal = house, thread, journal
        self.has: list[int] = list(range(1, thread["seq"] + 1))
        self.is_over = False
        self._news = asyncio.Event()
        self._form: dict[str, str] = {}

    async def write(self, words: str) -> None:
        """With the same key until there is an answer, however often it takes. The answer brings the
        form for the next message, as it does in a page that is open.
        """
        if not self._form:
            self._form = _form_in(await self._page("GET", ""))
        said = await self._page("POST", "besked/", self._form | {"words": words})
        self.journal.numbers[words] = int(re.findall(r'data-said="(\d+)"', said)[0])
        self._form = _form_in(said)

    async def read(self) -> None:
        """Until told that it is over: hears the bell, and fetches what came after."""
        bell = asyncio.create_task(self._listen())
        try:
            while not self.is_over:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.5)
                if self._news.is_set():
                    self._news.clear()
                    await self.catch_up()
        finally:
            bell.cancel()

    async def catch_up(self) -> None:
        at = self.has[-1] + 1
        while self.has[-1] < at:
            html = await self._page("GET", f"haendelser/?after={self.has[-1]}")
            rows = re.findall(r'<li id="e-\d+" data-seq="(\d+)"', html)
            self.has += [int(seq) for seq in rows]
            at = int(re.findall(r'data-at="(\d+)"', html)[0])

    async def _listen(self) -> None:
        while True:
            with suppress(OSError, EOFError, ValueError):
                await self._hear_once()
            await asyncio.sleep(random.uniform(0.2, 1))

    async def _hear_once(self) -> None:
        path = f"/stream/?thread={self.thread['public_id']}"
        reader, writer = await self._ask(BELL, "GET", path, "")
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.splitlines()[0]:
                raise EOFError
            while line := await reader.readline():
                if line.startswith(b"data: ") and self.thread["public_id"].encode() in line:
                    self._news.set()
        finally:
            writer.close()

    async def _page(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        while True:
            try:
                status, body = await asyncio.wait_for(self._once(method, path, form), 15)
            except (OSError, EOFError, TimeoutError, ValueError) as error:
                self.journal.answers[type(error).__name__] += 1
            else:
                self.journal.answers[str(status)] += 1
                if status == 200:
                    return body
                if status < 500:
                    raise AssertionError(f"{status} for {method} {path}")
            await asyncio.sleep(random.uniform(0.05, 0.5))

    async def _once(self, method: str, path: str, form: Any) -> tuple[int, str]:
        address = f"/chat/{self.thread['public_id']}/{path}"
        reader, writer = await self._ask(PAGES, method, address, urlencode(form or {}))
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1")
            for name, value in re.findall(r"(?im)^set-cookie: (csrftoken)=([^;]+)", head):
                self.thread[name.lower()] = value
            length = int(re.findall(r"(?i)content-length: (\d+)", head)[0])
            return int(head.split()[1]), (await reader.readexactly(length)).decode()
        finally:
            writer.close()

    async def _ask(self, what: str, method: str, path: str, body: str) -> Any:
        port = self.house.ports[what]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        cookie = f"chat={self.thread['secret']}; csrftoken={self.thread.get('csrftoken', '')}"
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}",
            f"Origin: http://127.0.0.1:{port}", "HX-Request: true" if method == "POST" else "X: y",
            "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
            "Connection: close" if what == PAGES else "Connection: keep-alive", "", body,
        ]  # fmt: skip
        writer.write("\r\n".join(lines).encode())
        return reader, writer


def _form_in(html: str) -> dict[str, str]:
    """The hidden fields of the form one writes in."""
    names = ("csrfmiddlewaretoken", "key")
    return {name: re.findall(rf'name="{name}" value="([^"]+)"', html)[0] for name in names}
