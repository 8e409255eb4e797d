"""The whole demo, as `make run` starts it: ready, killed, found again, stopped."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from jobcenter.local import leftovers
from jobcenter.local.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("local-services")]

HOUSE = Path(__file__).parents[2]
OF_THE_TESTS = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
START_SECONDS = 240  # On a machine that does nothing else it takes ten.


class Demo:
    """One `python -m jobcenter.local.run` and what it has said so far."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port, self.said = folder, port, folder / "said.txt"
        environ = {name: os.environ[name] for name in os.environ if name not in OF_THE_TESTS}
        with self.said.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jobcenter.local.run"],
                cwd=HOUSE,
                env=environ | {"LOCAL_DATA_DIR": str(folder), "PORT": str(port)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_ready(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while not re.search(r"^Ready: ", self.said.read_text(), re.MULTILINE):
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < deadline, self.said.read_text()
            time.sleep(0.1)
        return self.said.read_text()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="jobcenter-demo-"))
    path.chmod(0o711)
    yield path
    leftovers.stop(path)
    for process in at_work_in(path):
        process.kill()
    shutil.rmtree(path)


def at_work_in(folder: Path) -> list[psutil.Process]:
    """Everything that belongs to the demo of this folder: servers, and processes with its mark."""
    found = []
    for process in psutil.process_iter():
        try:
            marked = process.environ().get(leftovers.MARK) == str(folder)
            if marked or process.cwd().startswith(str(folder)):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


def test_the_demo_starts_survives_being_killed_keeps_its_data_and_ends_without_a_trace(
    folder: Path,
) -> None:
    port = free_port()
    first = Demo(folder, port)
    said = first.wait_until_ready()
    assert f"Ready: http://localhost:{port}/\n" in said
    assert f"http://localhost:{port}/demo/" in said
    assert "Seeded in" in said
    assert "<html" in first.get("/")

    first.process.kill()
    first.process.wait()
    assert len(at_work_in(folder)) > 4

    second = Demo(folder, port)
    said = second.wait_until_ready()
    assert "Seeded in" not in said
    assert "<html" in second.get("/demo/")

    second.process.terminate()
    assert second.process.wait(timeout=60) == 128 + signal.SIGTERM
    assert at_work_in(folder) == []
