"""One PostgreSQL server in one data folder, for loopback only."""

from __future__ import annotations

import locale
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from urllib.parse import quote

import psutil

from jobcenter.local import processes
from jobcenter.local.errors import LocalServiceError
from jobcenter.local.places import Place
from jobcenter.local.ports import LOOPBACK, free_port

APP_ROLE = "jobcenter"
SUPERUSER = "postgres"
START_SECONDS = 60
# Race tests open 220 connections at once, beside a running demo.
MAX_CONNECTIONS = 300

SETTINGS = {
    "listen_addresses": LOOPBACK,
    # No socket file: its path may not exceed 107 characters, and a port works everywhere.
    "unix_socket_directories": "",
    "max_connections": str(MAX_CONNECTIONS),
    "timezone": "UTC",
    "lc_messages": "C",
    "password_encryption": "scram-sha-256",
    # Our passwords are 256 random bits: stretching them only makes each connection slower.
    "scram_iterations": "1",
    "jit": "off",
}
# Only for data that is thrown away: a power cut may lose everything.
THROW_AWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# CREATEDB: the test runner makes its own databases. NOSUPERUSER: a superuser passes every
# permission and row rule, so tests as one prove nothing.
ROLE_AND_DATABASE = f"""
\\getenv password APP_PASSWORD
SELECT format('CREATE ROLE {APP_ROLE} LOGIN CREATEDB NOSUPERUSER PASSWORD %L', :'password')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') \\gexec
SELECT 'CREATE DATABASE {APP_ROLE} OWNER {APP_ROLE}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{APP_ROLE}') \\gexec
"""


@dataclass(frozen=True)
class Postgres:
    """A server in `place.home/postgres`; `passwords` by role name."""

    place: Place
    passwords: dict[str, str]
    durable: bool

    @property
    def data(self) -> Path:
        return self.place.home / "postgres"

    @property
    def log(self) -> Path:
        return self.place.home / "postgres.log"

    def url(self) -> str:
        """The address for the application: a role that is no superuser but owns its database."""
        password = quote(self.passwords[APP_ROLE], safe="")
        return f"postgres://{APP_ROLE}:{password}@{LOOPBACK}:{self._recorded_port()}/{APP_ROLE}"

    def ensure_running(self) -> None:
        """Adopt the server that already runs on this data, or start one; make role and database."""
        if not (self.data / "PG_VERSION").exists():
            self._create_data()
        process = self._running()
        if process is None:
            self._start()
        elif not processes.wait_until(self._answers, within=START_SECONDS):
            # Alive but deaf: left over from a crash in the middle of something.
            self._stop(process)
            self._start()
        self._ensure_role_and_database()

    def stop(self) -> None:
        process = self._running()
        if process is not None:
            self._stop(process)

    def _stop(self, process: psutil.Process) -> None:
        # SIGINT: disconnect everybody and write a checkpoint. SIGQUIT: crash; recovery mends it.
        signals = (SIGINT, SIGQUIT, SIGKILL) if self.durable else (SIGQUIT, SIGKILL)
        processes.stop(process, signals=signals, patience=20)

    def _create_data(self) -> None:
        # A half-made folder (kill -9 during initdb) never gets the real name.
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.place.hand_over(unfinished)
        with tempfile.NamedTemporaryFile("w", prefix="jobcenter-", suffix=".pw") as password_file:
            password_file.write(self.passwords[SUPERUSER])
            password_file.flush()
            self.place.hand_over(Path(password_file.name))
            self._run(
                "initdb",
                *_initdb_options(),
                f"--pwfile={password_file.name}",
                "-D",
                str(unfinished),
            )
        unfinished.rename(self.data)

    def _run(self, program: str, *arguments: str) -> None:
        result = subprocess.run(
            [str(self.place.bin / program), *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.place.home,
            **self.place.switch_user(),
        )
        if result.returncode != 0:
            raise LocalServiceError(
                f"{program} failed: {result.stderr.strip() or result.stdout.strip()}"
            )

    def _running(self) -> psutil.Process | None:
        lines = self._pid_lines()
        return processes.find(int(lines[0]), mentioning=self.data) if lines else None

    def _pid_lines(self) -> list[str]:
        """PostgreSQL's own note: process id, data folder, start time, port, …"""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _recorded_port(self) -> int:
        lines = self._pid_lines()
        return int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 0

    def _start(self) -> None:
        # Nobody of ours runs on this data, whatever the note says: its id was reused after a crash.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for _attempt in range(3):
            server = self._launch(free_port())
            self._wait_for(server)
            if server.poll() is None and self._answers():
                return
            if server.poll() is None:
                server.kill()
            # The port was taken meanwhile, or orphans of a killed server still hold its memory.
            processes.wait_until(lambda: False, within=1)
        raise LocalServiceError(
            f"PostgreSQL does not start. The end of {self.log}:\n{processes.tail(self.log)}"
        )

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        settings = SETTINGS | ({} if self.durable else THROW_AWAY_SETTINGS) | {"port": str(port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.log.touch(mode=0o600)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [str(self.place.bin / "postgres"), "-D", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.place.home,
                # Its own session: Ctrl-C is for the command, which still needs its database.
                start_new_session=True,
                **self.place.switch_user(),
            )

    def _wait_for(self, server: subprocess.Popen[bytes]) -> None:
        def settled() -> bool:
            return server.poll() is not None or self._answers()

        processes.wait_until(settled, within=START_SECONDS)

    def _answers(self) -> bool:
        result = self._psql("")
        if "password authentication failed" in result.stderr:
            raise LocalServiceError(
                f"The passwords beside {self.data} do not fit it. "
                f"Remove {self.place.home} to start afresh."
            )
        return result.returncode == 0

    def _ensure_role_and_database(self) -> None:
        result = self._psql(ROLE_AND_DATABASE)
        if result.returncode != 0:
            raise LocalServiceError(f"PostgreSQL refused to make the role: {result.stderr}")

    def _psql(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script as superuser. Not through psycopg: importing it costs more than the rest."""
        address = ["--host", LOOPBACK, "--port", str(self._recorded_port() or 1)]
        return subprocess.run(
            [
                str(self.place.bin / "psql"),
                *address,
                *("--username", SUPERUSER, "--dbname", "postgres"),
                *("--no-psqlrc", "--quiet", "--no-password", "--set", "ON_ERROR_STOP=1"),
            ],
            input=script,
            check=False,
            capture_output=True,
            text=True,
            # Nothing of the person's own: PGOPTIONS or PGSSLMODE are meant for other servers.
            env={
                "PGPASSWORD": self.passwords[SUPERUSER],
                "APP_PASSWORD": self.passwords[APP_ROLE],
                "PGCONNECT_TIMEOUT": "5",
                "LC_ALL": "C",
            },
        )


def _initdb_options() -> list[str]:
    return [
        "--encoding=UTF8",
        f"--username={SUPERUSER}",
        "--auth=scram-sha-256",
        "--no-sync",
        # The same order of letters on every machine; Danish order is made in Python.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        f"--locale={_unicode_locale()}",
    ]


def _unicode_locale() -> str:
    """A locale of this machine that knows which characters are letters (pg_trgm asks it)."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        return next(filter(_is_installed, ("C.UTF-8", "en_US.UTF-8", "da_DK.UTF-8")), "C")
    finally:
        # Whoever asked goes on reading its files as before.
        locale.setlocale(locale.LC_CTYPE, before)


def _is_installed(name: str) -> bool:
    with suppress(locale.Error):
        return bool(locale.setlocale(locale.LC_CTYPE, name))
    return False
