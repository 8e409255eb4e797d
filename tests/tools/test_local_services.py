"""`python -m jobcenter.local`: real servers, started, shared, killed and found again."""

from __future__ import annotations

import json
import locale
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from jobcenter.local import postgres

# One worker, because these tests watch processes; the shared folder saves an initdb per test.
pytestmark = pytest.mark.xdist_group("local-services")

ADDRESSES = {"DATABASE_URL", "REDIS_URL"}
PRINT = "echo $DATABASE_URL $REDIS_URL"
STARTED: list[subprocess.Popen[str]] = []
REPORT = """
import json, os, sys, time
from pathlib import Path
addresses = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
Path(sys.argv[1]).write_text(json.dumps(addresses))
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    path = new_folder()
    code, _out, err = finish(local("true", folder=path))
    assert code == 0, err
    yield path
    for left in servers_of(path):
        left.kill()
    shutil.rmtree(path)


@pytest.fixture(autouse=True)
def started() -> Iterator[None]:
    """A test that fails in the middle leaves no process behind either."""
    yield
    while STARTED:
        process = STARTED.pop()
        with suppress(ProcessLookupError):  # The usual case: it ended, and so did its command.
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def new_folder() -> Path:
    """Below /tmp, and open to the user PostgreSQL runs as; pytest's own folders are closed."""
    path = Path(tempfile.mkdtemp(prefix="jobcenter-tools-"))
    path.chmod(0o711)
    return path


def local(*command: str, folder: Path | None = None, **variables: str) -> subprocess.Popen[str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"}
    }
    if folder is not None:
        inherited["LOCAL_DATA_DIR"] = str(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "jobcenter.local", *command],
        env=inherited | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A session of its own, as under a process manager: no terminal, nobody else's signals.
        start_new_session=True,
    )
    STARTED.append(process)
    return process


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def start_waiting(folder: Path, report: Path, *, seconds: float = 60) -> subprocess.Popen[str]:
    """A command that has its servers and keeps them until it is told to stop."""
    report.unlink(missing_ok=True)
    process = local(sys.executable, "-c", REPORT, str(report), str(seconds), folder=folder)
    wait_for(lambda: report.exists() and report.read_text().endswith("}"))
    return process


def wait_for(condition: object, *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.02)


def servers_of(folder: Path) -> list[psutil.Process]:
    """Every live process that works in the folder, whoever its parent is."""
    found = []
    for process in psutil.process_iter():
        try:
            works_there = process.cwd().startswith(str(folder))
            if works_there and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


def test_a_command_reaches_both_servers_as_a_role_that_is_no_superuser(folder: Path) -> None:
    program = """
import os, psycopg, redis
redis.Redis.from_url(os.environ["REDIS_URL"]).set("bell", "rings")
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    for extension in ("btree_gist", "pg_trgm", "unaccent"):
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    connection.execute("CREATE DATABASE test_something")
    connection.execute("DROP DATABASE test_something")
    role = connection.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    letters = connection.execute("SELECT lower('ÆØÅ'), current_setting('fsync')").fetchone()
print(role, letters)
"""
    code, out, err = finish(local(sys.executable, "-c", program, folder=folder))
    assert (code, out) == (0, "(False, False, False) ('æøå', 'on')\n"), err
    assert servers_of(folder) == []


def test_the_exit_code_of_the_command_is_the_answer(folder: Path) -> None:
    assert finish(local("sh", "-c", "exit 7", folder=folder))[0] == 7
    assert finish(local("sh", "-c", "kill -KILL $$", folder=folder))[0] == 128 + signal.SIGKILL


def test_a_command_that_does_not_exist_is_named(folder: Path) -> None:
    code, _out, err = finish(local("no-such-command", folder=folder))
    assert code == 1
    assert "Cannot run no-such-command" in err
    assert servers_of(folder) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_reaches_the_command_and_nothing_stays_behind(
    folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    process = start_waiting(folder, tmp_path / "report")
    process.send_signal(number)
    code, _out, err = finish(process)
    # Python answers Ctrl-C with a traceback and 130; the other two end it.
    assert code == 128 + number, err
    assert servers_of(folder) == []


def test_a_signal_during_start_up_stops_the_servers_and_never_runs_the_command(
    folder: Path, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    process = local("touch", str(ran), folder=folder)
    wait_for(lambda: servers_of(folder))
    process.send_signal(signal.SIGTERM)
    assert finish(process)[0] == 128 + signal.SIGTERM
    assert not ran.exists()
    assert servers_of(folder) == []


def is_called(process: psutil.Process, name: str) -> bool:
    """One that ended while we asked is not called anything any more."""
    try:
        return bool(process.name() == name)
    except psutil.NoSuchProcess:
        return False


def test_what_the_command_started_goes_with_it(folder: Path, tmp_path: Path) -> None:
    # A shell that is ended at once tells its children nothing.
    script = f"(sleep 60; touch {tmp_path}/outlived) & wait"
    process = local("sh", "-c", script, folder=folder)
    owner = psutil.Process(process.pid)
    wait_for(lambda: [one for one in owner.children(recursive=True) if is_called(one, "sleep")])
    family = owner.children(recursive=True)
    process.terminate()
    # Not `finish`: it would wait for the outputs that the children hold.
    assert process.wait(timeout=30) == 128 + signal.SIGTERM
    _gone, alive = psutil.wait_procs(family, timeout=1)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []


def test_two_commands_share_the_servers_and_the_last_one_stops_them(
    folder: Path, tmp_path: Path
) -> None:
    first = start_waiting(folder, tmp_path / "first")
    second = start_waiting(folder, tmp_path / "second")
    assert (tmp_path / "first").read_text() == (tmp_path / "second").read_text()
    first.terminate()
    finish(first)
    url = json.loads((tmp_path / "second").read_text())["DATABASE_URL"]
    psycopg.connect(url).close()
    second.terminate()
    finish(second)
    assert servers_of(folder) == []


def test_servers_whose_owner_was_killed_are_adopted_by_the_next_start(
    folder: Path, tmp_path: Path
) -> None:
    killed = start_waiting(folder, tmp_path / "killed", seconds=2)
    running = postmaster(folder)
    killed.kill()
    killed.communicate()
    next_one = start_waiting(folder, tmp_path / "next")
    assert postmaster(folder) == running
    next_one.terminate()
    finish(next_one)
    assert servers_of(folder) == []


def test_data_survives_when_everything_is_killed(folder: Path, tmp_path: Path) -> None:
    killed = start_waiting(folder, tmp_path / "killed")
    url = json.loads((tmp_path / "killed").read_text())["DATABASE_URL"]
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    killed.kill()
    for process in [*psutil.Process(killed.pid).children(), *servers_of(folder)]:
        process.kill()
    killed.communicate()
    assert (folder / "postgres" / "postmaster.pid").exists()
    program = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(connection.execute("SELECT answer FROM kept").fetchone())
"""
    code, out, err = finish(local(sys.executable, "-c", program, folder=folder))
    assert (code, out) == (0, "(42,)\n"), err


def test_a_stranger_with_a_reused_process_id_is_left_alone(folder: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    note = folder / "postgres" / "postmaster.pid"
    note.write_text(f"{stranger.pid}\n{folder / 'postgres'}\n0\n1\n\n127.0.0.1\n0 0\nready   \n")
    (folder / "valkey.pid").write_text(f"{stranger.pid}")
    try:
        code, _out, err = finish(local("true", folder=folder))
        assert code == 0, err
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_data_folder_half_made_by_a_killed_start_is_made_again() -> None:
    fresh = new_folder()
    (fresh / "postgres.unfinished" / "base").mkdir(parents=True)
    try:
        code, _out, err = finish(local("true", folder=fresh))
        assert code == 0, err
        assert (fresh / "postgres" / "PG_VERSION").exists()
        assert not (fresh / "postgres.unfinished").exists()
    finally:
        shutil.rmtree(fresh)


def test_throw_away_servers_and_their_folder_are_gone_afterwards_even_when_killed() -> None:
    program = (
        "import os; print(os.environ['DATABASE_URL'], flush=True); import time; time.sleep(60)"
    )
    killed = local("--throw-away", sys.executable, "-c", program)
    assert killed.stdout is not None
    with psycopg.connect(killed.stdout.readline().strip()) as connection:
        row = connection.execute("SHOW fsync").fetchone()
    assert row == ("off",)
    children = psutil.Process(killed.pid).children()
    (command,) = [child for child in children if child.cmdline()[1] == "-c"]
    (folder,) = [Path(child.cwd()) for child in children if "valkey" in child.name()]
    killed.kill()
    command.kill()
    killed.communicate()
    assert servers_of(folder) != []
    os.utime(folder, (0, 0))  # A folder made in the last minute may still be getting its owner.
    code, _out, err = finish(local("--throw-away", "true"))
    assert code == 0, err
    assert servers_of(folder) == []
    assert not folder.exists()


def test_an_address_that_is_set_but_silent_is_refused_in_one_sentence(folder: Path) -> None:
    process = local(
        "true", folder=folder, DATABASE_URL="postgres://jobcenter@127.0.0.1:1/jobcenter"
    )
    code, _out, err = finish(process)
    assert code == 1
    assert "DATABASE_URL is set, but PostgreSQL does not answer there" in err
    assert "Traceback" not in err


def test_servers_that_are_given_are_used_and_no_others_started(
    folder: Path, tmp_path: Path
) -> None:
    owner = start_waiting(folder, tmp_path / "owner")
    given = json.loads((tmp_path / "owner").read_text())
    empty = tmp_path / "empty"
    code, out, err = finish(local("sh", "-c", PRINT, folder=empty, **given))
    assert (code, out) == (0, f"{given['DATABASE_URL']} {given['REDIS_URL']}\n"), err
    assert list(empty.iterdir()) == []
    owner.terminate()
    finish(owner)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to lend PostgreSQL another user")
def test_root_is_served_even_where_the_server_user_may_not_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    code, _out, err = finish(local("true", folder=closed / "data"))
    assert code == 0, err
    assert "its data is in /var/tmp/jobcenter-data-" in err
    elsewhere = Path(err.split("its data is in ")[1].split(".\n")[0])
    assert (elsewhere / "postgres" / "PG_VERSION").exists()
    assert closed.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(elsewhere)


def test_letters_are_read_as_before_after_a_database_was_made(monkeypatch):
    """Looking for a locale that knows letters must not leave the process in another one."""
    monkeypatch.setenv("LC_CTYPE", "C")
    before = locale.getencoding()
    assert postgres._unicode_locale().endswith("UTF-8")
    assert locale.getencoding() == before
