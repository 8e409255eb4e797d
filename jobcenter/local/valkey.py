"""One Valkey server in one data folder, for loopback only. It keeps nothing on disk."""

from __future__ import annotations

import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM

import psutil

from jobcenter.local import processes
from jobcenter.local.errors import LocalServiceError
from jobcenter.local.places import valkey_program
from jobcenter.local.ports import LOOPBACK, free_port

START_SECONDS = 20


@dataclass(frozen=True)
class Valkey:
    """A server whose configuration, process id and log are in `home`."""

    home: Path
    password: str

    @property
    def config(self) -> Path:
        return self.home / "valkey.conf"

    @property
    def log(self) -> Path:
        return self.home / "valkey.log"

    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self._recorded_port()}/0"

    def ensure_running(self) -> None:
        """Adopt the server that already runs from this folder, or start one."""
        process = self._running()
        if process is not None:
            if processes.wait_until(self._answers, within=START_SECONDS):
                return
            self._stop(process)
        self._start()

    def stop(self) -> None:
        process = self._running()
        if process is not None:
            self._stop(process)

    def _stop(self, process: psutil.Process) -> None:
        processes.stop(process, signals=(SIGTERM, SIGKILL), patience=10)

    def _running(self) -> psutil.Process | None:
        try:
            pid = int((self.home / "valkey.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None
        # Valkey rewrites its title to "… 127.0.0.1:port", so its folder is what identifies it.
        return processes.find(pid, mentioning=self.home)

    def _recorded_port(self) -> int:
        words = self.config.read_text().split()
        return int(words[words.index("port") + 1])

    def _start(self) -> None:
        for _attempt in range(3):
            self._write_config(free_port())
            server = self._launch()
            self._wait_for(server)
            if server.poll() is None and self._answers():
                return
            if server.poll() is None:
                server.kill()
        raise LocalServiceError(
            f"Valkey does not start. The end of {self.log}:\n{processes.tail(self.log)}"
        )

    def _write_config(self, port: int) -> None:
        # In a file only the owner can read: a command line shows in the list of processes.
        self.config.touch(mode=0o600)
        self.config.write_text(
            f"port {port}\nbind {LOOPBACK}\nrequirepass {self.password}\n"
            # Redis may vanish at any moment without loss, so it need not write to disk.
            'save ""\nappendonly no\n'
            f'dir "{self.home}"\npidfile "{self.home / "valkey.pid"}"\n'
        )

    def _launch(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                [str(valkey_program()), str(self.config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                start_new_session=True,
            )
        (self.home / "valkey.pid").write_text(str(server.pid))
        return server

    def _wait_for(self, server: subprocess.Popen[bytes]) -> None:
        def settled() -> bool:
            return server.poll() is not None or self._answers()

        processes.wait_until(settled, within=START_SECONDS)

    def _answers(self) -> bool:
        # By hand: importing the client library costs half a second at each start.
        try:
            with socket.create_connection((LOOPBACK, self._recorded_port()), 2) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
                answer = link.makefile("rb").read()
        except OSError:
            return False
        return b"+PONG" in answer
