"""Look at and stop processes by their own id, never by name."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from signal import Signals

import psutil

from jobcenter.local.errors import LocalServiceError


def find(pid: int, *, mentioning: Path) -> psutil.Process | None:
    """The live process `pid`, if its command line or folder names `mentioning`; else None.

    Ids are reused after a crash or a restart, so an id read from a file proves nothing.
    """
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        wanted = str(mentioning)
        is_ours = wanted in process.cmdline() or process.cwd() == wanted
    except psutil.Error:
        return None
    return process if is_ours else None


def stop(process: psutil.Process, *, signals: Sequence[Signals], patience: float) -> None:
    """Send each signal in turn, `patience` seconds apart, until the process is gone."""
    for number in signals:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return
        if _is_gone(process, within=patience):
            return
    raise LocalServiceError(
        f"Process {process.pid} does not stop. End it by hand: kill -9 {process.pid}"
    )


def stop_all(family: Sequence[psutil.Process], *, patience: float) -> None:
    """Ask all to end, and kill after `patience` seconds those that did not."""
    for number in (Signals.SIGTERM, Signals.SIGKILL):
        alive = [process for process in family if not _is_gone(process, within=0)]
        for process in alive:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        deadline = time.monotonic() + patience
        if all(_is_gone(process, within=deadline - time.monotonic()) for process in alive):
            return


def _is_gone(process: psutil.Process, *, within: float) -> bool:
    # A server whose parent was killed may stay a zombie for ever where nobody reaps: that is gone.
    def gone() -> bool:
        with suppress(ChildProcessError):
            os.waitpid(process.pid, os.WNOHANG)
        try:
            return process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    return wait_until(gone, within=within)


def wait_until(condition: Callable[[], bool], *, within: float) -> bool:
    """Ask `condition` every 20 ms, for at most `within` seconds; the last answer."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a server's log, for an error message."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
