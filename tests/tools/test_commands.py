"""make, and the small programs in .ci that find what a machine has."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
SHELL_TOOLS = ("sh", "cat", "dirname", "id")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH with a few tools of the shell and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in SHELL_TOOLS:
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    return folder


def program(folder: Path, name: str, script: str) -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def run(name: str, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HOUSE / ".ci" / name],
        env={"PATH": str(path), "HOME": "/nonexistent"} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def speaking_as(version: str) -> str:
    """A stand-in for a Python: answers the one question that is asked of it."""
    major, minor = version.split(".")
    is_new_enough = int(minor) >= 12
    return f'test {int(is_new_enough)} = 1 && echo "/found/{major}.{minor}"; true'


def test_make_alone_lists_every_target_with_what_it_does() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory"],
        cwd=HOUSE, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    listed = re.findall(r"^make (\w+) +(\S.+)$", shown, re.MULTILINE)
    names = [name for name, _text in listed]
    assert {"run", "test", "lint", "bench", "seed", "fmt", "messages"} <= set(names)
    recipes = re.findall(r"^(\w+):(?!=)", (HOUSE / "Makefile").read_text(), re.MULTILINE)
    assert sorted(names) == sorted(set(recipes) - {"bootstrap"})


def test_the_build_server_runs_exactly_make_test() -> None:
    commands = [
        line
        for line in (HOUSE / ".ci" / "run").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert commands[-1] == "exec make test </dev/null"
    assert len(commands) == 3


def test_a_python_that_only_complains_is_passed_over(path: Path) -> None:
    program(path, "python3.13", 'echo "pyenv: python3.13: command not found" >&2; exit 127')
    program(path, "python3", speaking_as("3.12"))
    assert run("find-python", path).stdout == "/found/3.12\n"


def test_the_python_of_the_version_file_comes_first(path: Path) -> None:
    program(path, "python3", speaking_as("3.12"))
    program(path, "python3.14", speaking_as("3.14"))
    program(path, "python3.13", speaking_as("3.13"))
    assert run("find-python", path).stdout == "/found/3.13\n"


def test_a_python_that_pyenv_keeps_off_the_path_is_found(path: Path, tmp_path: Path) -> None:
    program(path, "python3", speaking_as("3.11"))
    kept = tmp_path / "pyenv" / "versions" / "3.13.7" / "bin"
    kept.mkdir(parents=True)
    program(kept, "python", speaking_as("3.13"))
    found = run("find-python", path, PYENV_ROOT=str(tmp_path / "pyenv"))
    assert found.stdout == "/found/3.13\n"


def test_an_old_python_is_no_python(path: Path) -> None:
    program(path, "python3", speaking_as("3.11"))
    answer = run("find-python", path)
    assert (answer.returncode, answer.stdout) == (1, "")


def test_the_real_python_answers_with_its_own_path(path: Path) -> None:
    (path / "python3").symlink_to(sys.executable)
    assert run("find-python", path).stdout.startswith("/")


def test_chromium_of_the_variable_comes_before_one_on_the_path(path: Path) -> None:
    program(path, "chromium", "true")
    chosen = program(path, "my-chromium", "true")
    assert run("find-chromium", path, CHROMIUM=str(chosen)).stdout == f"{chosen}\n"
    assert run("find-chromium", path).stdout == f"{path / 'chromium'}\n"


def test_a_chromium_that_cannot_run_is_named(path: Path) -> None:
    answer = run("find-chromium", path, CHROMIUM="/no/such/browser")
    assert answer.returncode == 1
    assert "CHROMIUM=/no/such/browser is not a program" in answer.stderr


def test_a_missing_chromium_is_asked_for_in_one_sentence(path: Path) -> None:
    answer = run("find-chromium", path)
    assert answer.returncode == 1
    assert "apt install chromium fonts-noto-core" in answer.stderr
    assert answer.stdout == ""


def test_root_on_debian_gets_a_chromium_installed(path: Path, tmp_path: Path) -> None:
    program(path, "id", "echo 0")
    asked = tmp_path / "asked"
    body = f'printf "#!/bin/sh\\n" >{path}/chromium; /bin/chmod +x {path}/chromium'
    program(path, "apt-get", f'echo "$*" >>{asked}; case "$*" in *install*) {body};; esac')
    answer = run("find-chromium", path)
    assert answer.stdout == f"{path / 'chromium'}\n", answer.stderr
    assert "chromium fonts-noto-core" in asked.read_text()


def test_a_machine_with_pango_needs_nothing(path: Path) -> None:
    program(path, "python", "true")
    assert run("find-pango", path).returncode == 0


def test_a_missing_pango_is_asked_for_in_one_sentence(path: Path) -> None:
    program(path, "python", "exit 1")
    answer = run("find-pango", path)
    assert answer.returncode == 1
    assert "apt install libpango-1.0-0 libpangoft2-1.0-0" in answer.stderr


def test_root_on_debian_gets_pango_installed(path: Path, tmp_path: Path) -> None:
    program(path, "id", "echo 0")
    asked, there = tmp_path / "asked", tmp_path / "there"
    program(path, "python", f"test -e {there}")
    program(path, "apt-get", f'echo "$*" >>{asked}; case "$*" in *install*) : >{there};; esac')
    answer = run("find-pango", path)
    assert answer.returncode == 0, answer.stderr
    assert "libharfbuzz-subset0" in asked.read_text()


def demo(**variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobcenter.local.run"],
        env={**os.environ, **variables},
        cwd=HOUSE, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_busy_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = demo(PORT=str(port), LOCAL_DATA_DIR=str(tmp_path / "data"))
    assert answer.returncode == 1
    assert f"Port {port} is taken by another program" in answer.stderr
    assert {file.name for file in (tmp_path / "data").iterdir()} == {"run.lock"}


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    answer = demo(PORT=port, LOCAL_DATA_DIR=str(tmp_path))
    assert answer.returncode == 1
    assert f"PORT={port} is not a port" in answer.stderr


def test_a_lock_file_is_stripped_of_every_address_and_nothing_else(tmp_path: Path) -> None:
    lock = tmp_path / "uv.lock"
    lock.write_text(
        'source = { registry = "https://mirror.example:8443/root/simple" }\n'
        'sdist = { url = "https://files.example/aa/bb/name-1.0.tar.gz", hash = "sha256:12" }\n'
    )
    subprocess.run([HOUSE / ".ci" / "strip-addresses", lock], check=True)
    assert lock.read_text() == (
        'source = { registry = "https://index.invalid/simple" }\n'
        'sdist = { url = "https://index.invalid/name-1.0.tar.gz", hash = "sha256:12" }\n'
    )
