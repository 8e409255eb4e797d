"""python -m jobcenter.local.run: the whole demo on one machine, until Ctrl-C (`make run`).

Servers, migrations, demo data, then every process of the Procfile under honcho. One run per folder;
what an earlier run that was killed left behind is stopped first.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from jobcenter.local import leftovers
from jobcenter.local.children import Interruptions
from jobcenter.local.errors import LocalServiceError, say
from jobcenter.local.ports import chosen_port, free_port
from jobcenter.local.prepared import is_prepared, remember_prepared
from jobcenter.local.ready import announce_when_ready
from jobcenter.local.servers import data_folder, running_servers

PROJECT = Path(__file__).parents[2]
PREPARATION = [sys.executable, "-m", "jobcenter.local.prepare"]
# `--env /dev/null`: a .env file is for containers, its addresses must not reach the demo.
PROCESSES = [sys.executable, "-m", "honcho", "--env", os.devnull, "start"]


def main() -> int:
    os.chdir(PROJECT)
    interruptions = Interruptions()
    try:
        data_dir = data_folder(os.environ)
        with _the_only_run(data_dir):
            leftovers.stop(data_dir)
            port = chosen_port(os.environ)
            return _run(interruptions, data_dir=data_dir, port=port)
    except LocalServiceError as error:
        say(error)
        return 1


def _run(interruptions: Interruptions, *, data_dir: Path, port: int) -> int:
    services = running_servers(data_dir=data_dir, durable=True, given=os.environ)
    with services as addresses:
        environ = {**_environment(data_dir, port), **addresses}
        code = _prepare(interruptions, data_dir=data_dir, environ=environ)
        if code != 0:
            return code
        announce_when_ready(port)
        try:
            code = interruptions.run(PROCESSES, environ=environ)
            if code != 0 and interruptions.received is None:
                say("a process of the demo ended by itself (see above), so the others were stopped")
            return code
        finally:
            # honcho itself may have been killed, and then nobody told its processes.
            leftovers.stop(data_dir)


def _prepare(interruptions: Interruptions, *, data_dir: Path, environ: Mapping[str, str]) -> int:
    # Somebody else's server may be emptied without our hearing of it: there, always look.
    is_our_server = not os.environ.get("DATABASE_URL")
    if is_our_server and is_prepared(data_dir):
        return 0
    code = interruptions.run(PREPARATION, environ=environ)
    if code == 0 and is_our_server:
        remember_prepared(data_dir)
    return code


def _environment(data_dir: Path, port: int) -> Mapping[str, str]:
    defaults = {
        "DJANGO_SETTINGS_MODULE": "jobcenter.settings.dev",
        "SITE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "LOG_LEVEL": "WARNING",
    }
    fixed = {
        "PORT": str(port),
        "PORT_OF_WEB": str(port),  # honcho gives each process a PORT of its own
        "LOCAL_DATA_DIR": str(data_dir),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        leftovers.MARK: str(data_dir),
    }
    return defaults | dict(os.environ) | fixed


@contextmanager
def _the_only_run(data_dir: Path) -> Iterator[None]:
    with (data_dir / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalServiceError(_already_running(lock)) from None
        _write(lock, str(os.getpid()))
        yield
        _write(lock, "")


def _already_running(lock: TextIO) -> str:
    lock.seek(0)
    owner = lock.read().strip()
    return (
        f"The demo runs here already, as process {owner}. "
        f"Stop it with Ctrl-C where it runs (or: kill {owner}), or start a second one: "
        "LOCAL_DATA_DIR=.data/second PORT=8001 make run"
    )


def _write(lock: TextIO, text: str) -> None:
    lock.seek(0)
    lock.truncate()
    lock.write(text)
    lock.flush()


if __name__ == "__main__":
    sys.exit(main())
