"""Run one command, pass signals on to it, and answer with its exit code."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from jobcenter.local.errors import LocalServiceError

FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_command(command: Sequence[str], *, environ: Mapping[str, str]) -> int:
    """The exit code of `command`; a command killed by signal n answers 128 + n, as in a shell."""
    with _passing_signals_on() as child:
        try:
            process = subprocess.Popen(command, env=dict(environ))
        except OSError as error:
            raise LocalServiceError(f"Cannot run {command[0]}: {error.strerror}.") from error
        child.append(process)
        code = process.wait()
    return 128 - code if code < 0 else code


@contextmanager
def _passing_signals_on() -> Iterator[list[subprocess.Popen[bytes]]]:
    child: list[subprocess.Popen[bytes]] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT and _owns_the_terminal():
            return  # Ctrl-C reached the command from the terminal already; twice means "at once".
        for process in child:
            process.send_signal(number)

    before = {number: signal.signal(number, forward) for number in FORWARDED}
    try:
        yield child
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _owns_the_terminal() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    finally:
        os.close(terminal)
