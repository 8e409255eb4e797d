"""`make run` beside an earlier run: refuses a live one, clears up after a killed one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from jobcenter.local import leftovers
from jobcenter.local.prepared import is_prepared, remember_prepared

HOUSE = Path(__file__).parents[2]

# A child in a session of its own, as honcho starts them, that survives when its parent is killed.
PARENT = """
import subprocess, sys
child = subprocess.Popen(["sleep", "60"], start_new_session=True)
print(child.pid, flush=True)
child.wait()
"""
HOLD_THE_LOCK = """
import sys
from pathlib import Path
from jobcenter.local.run import _the_only_run
with _the_only_run(Path(sys.argv[1])):
    print("holding", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def start(
    program: str, *arguments: str, started: list[subprocess.Popen[str]], **variables: str
) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=HOUSE,
        env={**os.environ, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    started.append(process)
    return process


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_the_orphans_of_a_killed_demo_are_stopped_and_nobody_else(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    mine = start(PARENT, started=started, **{leftovers.MARK: str(tmp_path)})
    elsewhere = start(PARENT, started=started, **{leftovers.MARK: str(tmp_path / "elsewhere")})
    orphan, stranger = int(first_line(mine)), int(first_line(elsewhere))
    mine.kill()
    mine.wait()
    assert is_alive(orphan)
    leftovers.stop(tmp_path)
    assert not is_alive(orphan)
    assert is_alive(stranger)
    psutil.Process(stranger).kill()


def test_a_leftover_that_ignores_the_request_is_killed(
    tmp_path: Path, started: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "PATIENCE", 0.3)
    stubborn = start(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('deaf', flush=True); time.sleep(60)",
        started=started,
        **{leftovers.MARK: str(tmp_path)},
    )
    assert first_line(stubborn) == "deaf"
    leftovers.stop(tmp_path)
    assert not is_alive(stubborn.pid)


def run_demo(data_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobcenter.local.run"],
        # A port that is refused: the run gets past the lock and no further.
        env={**os.environ, "LOCAL_DATA_DIR": str(data_dir), "PORT": "none"},
        cwd=HOUSE, capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip


def test_a_second_demo_in_one_folder_is_refused_until_the_first_is_gone_even_by_force(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    holder = start(HOLD_THE_LOCK, str(tmp_path), started=started)
    assert first_line(holder) == "holding"
    refused = run_demo(tmp_path)
    assert refused.returncode == 1
    assert f"The demo runs here already, as process {holder.pid}" in refused.stderr
    holder.kill()
    holder.wait()
    assert "PORT=none is not a port" in run_demo(tmp_path).stderr


def test_a_process_of_the_demo_waits_for_the_pages(
    tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    ran = tmp_path / "ran"
    with socket.socket() as web:
        web.bind(("127.0.0.1", 0))
        waiting = subprocess.Popen(
            [sys.executable, "-m", "jobcenter.local.after_web", "touch", str(ran)],
            cwd=HOUSE,
            env={**os.environ, "PORT_OF_WEB": str(web.getsockname()[1])},
            text=True,
        )
        started.append(waiting)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=1)
        assert not ran.exists()
        web.listen()
        assert waiting.wait(timeout=20) == 0
    assert ran.exists()


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="jobcenter-tools-"))
    folder.chmod(0o711)
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("18\n")
    yield folder
    shutil.rmtree(folder)


def test_a_database_is_prepared_once_and_again_when_it_is_another(data: Path) -> None:
    assert not is_prepared(data)
    remember_prepared(data)
    assert is_prepared(data)
    # Somebody removed the data and started afresh; the note beside it speaks of the old one.
    shutil.rmtree(data / "postgres")
    (data / "postgres").mkdir()
    (data / "postgres" / "PG_VERSION").write_text("18\n")
    assert not is_prepared(data)
