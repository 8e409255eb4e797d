"""The gate: what failed beside others is asked once more alone, a race for longer."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
# Fails as often as ANSWERS says, and notes how it was called and what has failed.
PYTEST = """#!/bin/sh
echo "rounds=$RACE_ROUNDS $*" >>asked
mkdir -p .pytest_cache/v/cache
echo "{\\"$FAILED\\": true}" >.pytest_cache/v/cache/lastfailed
exit $(sed -n "$(wc -l <asked)p" answers)
"""


@pytest.fixture
def gate(tmp_path: Path):
    """gate(answers of pytest one after the other, …) → the exit code, and what pytest was asked."""
    folder = tmp_path / ".ci"
    folder.mkdir()
    shutil.copy(HOUSE / ".ci" / "test", folder)

    def go(*answers: int, failed: str, lint: int = 0) -> tuple[int, list[str]]:
        programs = {"find-chromium": "echo here", "find-pango": ":", "lint": f"exit {lint}"}
        for name, does in programs.items():
            (folder / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / "pytest").write_text(PYTEST)
        for file in (*folder.iterdir(), tmp_path / "pytest"):
            file.chmod(0o755)
        (tmp_path / "answers").write_text("".join(f"{answer}\n" for answer in answers))
        said = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "FAILED": failed, "RACE_ROUNDS": ""}
        ended = subprocess.run(
            [folder / "test"],
            env=os.environ | said,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return ended.returncode, (tmp_path / "asked").read_text().splitlines()

    return go


def test_test_that_passes_alone_lets_the_gate_open(gate):
    code, asked = gate(1, 0, failed="tests/journeys/test_booking.py::test_one")

    assert code == 0
    assert len(asked) == 2
    assert "--last-failed" in asked[1]
    assert "-n 0" in asked[1]


def test_test_that_fails_twice_keeps_it_shut(gate):
    assert gate(1, 1, failed="tests/journeys/test_booking.py::test_one")[0] == 1


def test_failure_nobody_wrote_down_keeps_it_shut(gate):
    """Pytest answers 5 when it has nothing to ask."""
    assert gate(1, 5, failed="tests/journeys/test_booking.py::test_one")[0] == 5


def test_race_is_asked_again_three_times_as_long(gate):
    code, asked = gate(1, 1, failed="tests/races/test_booking.py::test_one")

    assert code == 1
    assert [one.split()[0] for one in asked] == ["rounds=", "rounds=3"]


@pytest.mark.parametrize("broken", [2, 3, 4])
def test_run_that_broke_off_is_not_asked_again(gate, broken):
    code, asked = gate(broken, failed="tests/journeys/test_booking.py::test_one")

    assert code == broken
    assert len(asked) == 1


def test_lint_is_told_after_all_tests_and_keeps_it_shut(gate):
    code, asked = gate(0, failed="", lint=1)

    assert code == 1
    assert len(asked) == 1
