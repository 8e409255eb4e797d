"""Servers for the bell's bench, each in a process of its own that can be killed, and who writes."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from jobcenter.local.places import valkey_program
from jobcenter.local.ports import free_port

PROJECT = Path(__file__).resolve().parents[2]


class Server:
    def __init__(self, start: Any, port: int) -> None:
        self._start, self.port = start, port
        self._process = start(port)

    async def is_up(self) -> None:
        for _ in range(1200):
            with suppress(OSError):
                _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.05)
        raise RuntimeError("the server does not answer")

    async def kill_and_start_again(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = self._start(self.port)
        await self.is_up()

    def memory(self) -> int:
        return int(psutil.Process(self._process.pid).memory_info().rss)

    def threads(self) -> int:
        return int(psutil.Process(self._process.pid).num_threads())

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@asynccontextmanager
async def running(start: Any, port: int) -> AsyncIterator[Server]:
    server = Server(start, port)
    try:
        await server.is_up()
        yield server
    finally:
        server.stop()


def uvicorn(python: str, app: str, env: Any, port: int) -> subprocess.Popen[bytes]:
    command = [python, "-m", "uvicorn", app, "--port", str(port), "--log-level", "critical",
               "--backlog", "4096", "--no-access-log"]  # fmt: skip
    return subprocess.Popen(command, env=env, cwd=PROJECT, stderr=subprocess.DEVNULL)


def gunicorn(env: Any, port: int) -> subprocess.Popen[bytes]:
    """The pages, as in production: their speed is part of what is measured."""
    command = [sys.executable, "-m", "gunicorn", "jobcenter.wsgi:application", "--bind",
               f"127.0.0.1:{port}", "--workers", "2", "--threads", "2", "--worker-class", "gthread",
               "--keep-alive", "60", "--log-level", "critical"]  # fmt: skip
    return subprocess.Popen(command, env=env, cwd=PROJECT, stderr=subprocess.DEVNULL)


class Writer:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, command: list[str], env: Any) -> Writer:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, env=env, cwd=PROJECT, stdin=pipe, stdout=pipe
        )
        writer = cls(process)
        await writer._heard()
        return writer

    async def write(self, rate: float, seconds: float) -> list[dict[str, Any]]:
        self._process.stdin.write(f"{rate} {seconds}\n".encode())  # type: ignore[union-attr]
        said = []
        while "done" not in (line := await self._heard()):
            said.append(line)
        return said

    async def _heard(self) -> dict[str, Any]:
        line = await self._process.stdout.readline()  # type: ignore[union-attr]
        if not line:
            raise RuntimeError("the writer ended before it was done")
        return json.loads(line)  # type: ignore[no-any-return]

    async def stop(self) -> None:
        self._process.kill()
        await self._process.wait()


class Valkey:
    """A server of our own on a port that stays, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        command = [str(valkey_program()), "--port", str(self._port), "--bind", "127.0.0.1",
                   "--save", "", "--dir", str(self._folder)]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
