"""Both servers, shared by everybody who uses the same data folder; the last one stops them.

Who uses the folder is told by shared file locks, not by a list of process ids: the kernel drops the
lock of a process that dies, however it dies.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from jobcenter.local.errors import LocalServiceError
from jobcenter.local.places import find_place
from jobcenter.local.postgres import APP_ROLE, SUPERUSER, Postgres
from jobcenter.local.valkey import Valkey

THROW_AWAY_PREFIX = "jobcenter-throw-away-"
JUST_MADE_SECONDS = 60
# PostgreSQL may run as another user of this machine, who has to pass through to its own folder.
ENTER_ONLY = 0o711


@contextmanager
def running_servers(
    *, data_dir: Path, durable: bool, given: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """DATABASE_URL and REDIS_URL of servers that answer for as long as the block runs.

    An address already in `given` is used as it is, after a check that the server answers.
    """
    addresses = {name: given[name] for name in ("DATABASE_URL", "REDIS_URL") if given.get(name)}
    _check_given(addresses)
    if len(addresses) == 2:
        yield addresses
        return
    servers = _servers(data_dir, durable=durable, without=addresses)
    with (data_dir / "in-use.lock").open("a") as in_use:
        try:
            with _one_at_a_time(data_dir):
                # Our claim comes first: from here on nobody else stops what we start or adopt.
                fcntl.flock(in_use, fcntl.LOCK_SH)
                for name, server in servers.items():
                    server.ensure_running()
                    addresses[name] = server.url()
            yield addresses
        finally:
            with _one_at_a_time(data_dir):
                if _is_last(in_use):
                    for server in servers.values():
                        server.stop()


@contextmanager
def throw_away_folder() -> Iterator[Path]:
    """A new data folder, removed afterwards; those of runs that were killed go first."""
    for path in Path(tempfile.gettempdir()).glob(f"{THROW_AWAY_PREFIX}*"):
        with suppress(OSError, LocalServiceError):
            _sweep(path)
    folder = Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX))
    folder.chmod(ENTER_ONLY)
    try:
        yield folder
    finally:
        _remove(folder)


def data_folder(environ: Mapping[str, str]) -> Path:
    """LOCAL_DATA_DIR, or `.data` beside manage.py."""
    chosen = environ.get("LOCAL_DATA_DIR")
    folder = Path(chosen).expanduser() if chosen else Path(__file__).parents[2] / ".data"
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(ENTER_ONLY)
    except OSError as error:
        raise LocalServiceError(
            f"LOCAL_DATA_DIR={folder} cannot be made: {error.strerror}."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise LocalServiceError(
            f"{folder} cannot be written by you: set LOCAL_DATA_DIR to a folder of your own."
        )
    return folder.resolve()


def _servers(
    data_dir: Path, *, durable: bool, without: Collection[str] = ()
) -> dict[str, Postgres | Valkey]:
    servers: dict[str, Postgres | Valkey] = {}
    with _one_at_a_time(data_dir):
        passwords = _passwords(data_dir)
    if "DATABASE_URL" not in without:
        servers["DATABASE_URL"] = Postgres(find_place(data_dir), passwords, durable)
    if "REDIS_URL" not in without:
        servers["REDIS_URL"] = Valkey(data_dir, passwords["valkey"])
    return servers


def _passwords(data_dir: Path) -> dict[str, str]:
    path = data_dir / "passwords.json"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        roles = (SUPERUSER, APP_ROLE, "valkey")
        unfinished.write_text(json.dumps({role: secrets.token_urlsafe(32) for role in roles}))
        unfinished.rename(path)
    passwords: dict[str, str] = json.loads(path.read_text())
    return passwords


@contextmanager
def _one_at_a_time(data_dir: Path) -> Iterator[None]:
    with (data_dir / "starting-or-stopping.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_last(in_use: object) -> bool:
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return False
    return True


def _sweep(folder: Path) -> None:
    """Stop and remove a throw-away folder whose owner was killed; leave one that is in use."""
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        return
    if time.time() - folder.stat().st_mtime < JUST_MADE_SECONDS:
        return  # Its owner may be about to lock it.
    with (folder / "in-use.lock").open("a") as in_use:
        if _is_last(in_use):
            for server in _servers(folder, durable=False).values():
                server.stop()
            _remove(folder)


def _remove(folder: Path) -> None:
    elsewhere = find_place(folder).home
    shutil.rmtree(folder, ignore_errors=True)
    if elsewhere != folder:
        shutil.rmtree(elsewhere, ignore_errors=True)


def _check_given(addresses: Mapping[str, str]) -> None:
    if "DATABASE_URL" in addresses:
        _check_database(addresses["DATABASE_URL"])
    if "REDIS_URL" in addresses:
        _check_redis(addresses["REDIS_URL"])


def _check_database(url: str) -> None:
    import psycopg  # noqa: PLC0415  costs half a second, and is seldom needed

    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        raise LocalServiceError(
            f"DATABASE_URL is set, but PostgreSQL does not answer there: {error}"
        ) from error


def _check_redis(url: str) -> None:
    import redis  # noqa: PLC0415  costs half a second, and is seldom needed

    try:
        redis.Redis.from_url(url, socket_connect_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        raise LocalServiceError(
            f"REDIS_URL is set, but Redis does not answer there: {error}"
        ) from error
