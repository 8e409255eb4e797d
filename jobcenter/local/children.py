"""Run one command, pass signals on to it, and answer with its exit code."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType

import psutil

from jobcenter.local.errors import LocalServiceError
from jobcenter.local.processes import stop_all

FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruptions:
    """What a signal means while servers start, a command runs, and servers stop.

    Before the command: remember it, so that what was begun is tidied up and the command never runs.
    During it: pass it on. Afterwards: nothing, the servers are being stopped already.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._family: list[psutil.Process] = []
        for number in FORWARDED:
            signal.signal(number, self._receive)

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        self.received = number
        if self._child is None:
            return
        with suppress(psutil.NoSuchProcess):
            self._family = psutil.Process(self._child.pid).children(recursive=True)
        # Ctrl-C reaches the command from the terminal already; twice would mean "at once".
        if number != signal.SIGINT or not _owns_the_terminal():
            self._child.send_signal(number)

    def run(self, command: Sequence[str], *, environ: Mapping[str, str]) -> int:
        """The exit code of `command`; 128 + n when signal n ended it, as in a shell."""
        if self.received is not None:
            return 128 + self.received
        try:
            child = subprocess.Popen(command, env=dict(environ))
        except OSError as error:
            raise LocalServiceError(f"Cannot run {command[0]}: {error.strerror}.") from error
        self._child = child
        if self.received is not None:  # It came while the command was being launched.
            child.send_signal(self.received)
        code = child.wait()
        self._child = None
        # A command that a signal ended at once had no time to tell its own children.
        stop_all(self._family, patience=5)
        return 128 - code if code < 0 else code


def _owns_the_terminal() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    finally:
        os.close(terminal)
