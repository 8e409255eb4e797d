"""The floor plan: where things are, and that nothing strays."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "manage.py", "jobcenter", "citizens", "counsellors", "events", "boards", "templates", "static",
    "tests", "pyproject.toml", "docker-compose.yml", "docs", "Makefile", "Procfile", "Dockerfile",
    "uv.lock", "README.md", "CHANGELOG.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md",
}  # fmt: skip
MOST_LINES, MOST_LINES_OF_A_TEST = 300, 400
NO_SUCH_FILES = {"services.py", "utils.py", "helpers.py", "managers.py", "signals.py"}


def tracked_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.splitlines() if (HOUSE / name).exists()]


def test_top_level_holds_what_it_should_and_nothing_else():
    top = {name.split("/")[0] for name in tracked_files()}

    assert {name for name in top if not name.startswith(".")} - TOP_LEVEL == set()


def test_there_are_no_rooms_for_leftovers():
    assert [name for name in tracked_files() if name.split("/")[-1] in NO_SUCH_FILES] == []


def test_files_stay_small_enough_to_be_read_in_one_go():
    """Split by noun, not by number. Migrations are written by a program, and once."""
    too_long = {}
    files = [name for name in tracked_files() if name.endswith(".py")]
    for name in files:
        most = MOST_LINES_OF_A_TEST if name.startswith("tests/") else MOST_LINES
        lines = len((HOUSE / name).read_text().splitlines())
        if lines > most and "/migrations/" not in name:
            too_long[name] = lines

    assert len(files) > 600
    assert too_long == {}


def test_migrations_that_move_data_import_no_project_code():
    moving = [
        name
        for name in tracked_files()
        if re.search(r"/migrations/\d+", name) and "RunPython" in (HOUSE / name).read_text()
    ]

    assert moving
    for name in moving:
        source = (HOUSE / name).read_text()
        assert not re.search(
            r"^\s*(from|import) (jobcenter|citizens|counsellors)", source, re.MULTILINE
        )


def test_no_file_names_a_package_registry():
    """The lock file serves every mirror: see docs/decisions/0001."""
    registries = re.compile("|".join(["pypi" + r"\.org", "pythonhosted" + r"\.", "npmjs" + r"\."]))
    kinds = {".py", ".toml", ".lock", ".md", ".yml", ".yaml", ".sh", ""}
    files = [HOUSE / name for name in tracked_files() if (HOUSE / name).suffix in kinds]
    guilty = [path.name for path in files if registries.search(path.read_text(errors="ignore"))]

    assert guilty == []


def test_domain_functions_take_now_and_never_ask_for_it():
    domains = [
        n
        for n in tracked_files()
        if re.search(r"/domain(/|\.py)", n) and n.endswith(".py") and not n.startswith("tests/")
    ]
    asking = [
        n for n in domains if re.search(r"timezone\.now\(|datetime\.now\(", (HOUSE / n).read_text())
    ]

    assert len(domains) > 15
    assert asking == []
