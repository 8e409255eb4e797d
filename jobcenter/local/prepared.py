"""Has this very database been migrated and seeded already, by these very migrations?

Loading the whole house only to learn that there is nothing to do takes longer than all the rest of
starting it. So what was done last time is noted beside the data.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from jobcenter.local.places import find_place

HOUSE = Path(__file__).parents[2]


def is_prepared(data_dir: Path) -> bool:
    note = _note(data_dir)
    return note.exists() and note.read_text() == _fingerprint(data_dir)


def remember_prepared(data_dir: Path) -> None:
    _note(data_dir).write_text(_fingerprint(data_dir))


def _note(data_dir: Path) -> Path:
    return data_dir / "prepared"


def _fingerprint(data_dir: Path) -> str:
    """Of the database's birth, of our migrations, and of the packages that bring their own."""
    birth = (find_place(data_dir).home / "postgres" / "PG_VERSION").stat()
    digest = sha256(f"{birth.st_ino} {birth.st_mtime_ns}".encode())
    ours = [path for depth in ("*", "*/*") for path in HOUSE.glob(f"{depth}/migrations/*.py")]
    for path in [HOUSE / "uv.lock", *sorted(ours)]:
        digest.update(f"\0{path.relative_to(HOUSE)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
