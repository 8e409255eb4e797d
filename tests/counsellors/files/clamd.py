"""A scanner that listens: it speaks clamd's INSTREAM as clamd does, and knows one signature."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# The test file every scanner finds, put together here so that none finds this one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"
ANSWERS = {"too busy": b"INSTREAM size limit exceeded. ERROR\0"}


class _Line(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        mood = self.server.mood  # type: ignore[attr-defined]
        assert self._read(10) == b"zINSTREAM\0"
        said = b""
        while (length := struct.unpack("!I", self._read(4))[0]) > 0:
            said += self._read(length)
        if mood == "says nothing":
            threading.Event().wait(1)
            return
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in said else b"stream: OK\0"
        self.request.sendall(ANSWERS.get(mood, found))

    def _read(self, length: int) -> bytes:
        said = b""
        while len(said) < length:
            heard = self.request.recv(length - len(said))
            if not heard:
                raise ConnectionError
            said += heard
        return said


class _Quiet:
    daemon_threads = True

    def handle_error(self, *_said: Any) -> None:
        """Whoever hung up has its reasons."""


class _Net(_Quiet, socketserver.ThreadingTCPServer):
    pass


class _Local(_Quiet, socketserver.ThreadingUnixStreamServer):
    pass


@contextmanager
def running_clamd(*, unix: str = "", mood: str = "") -> Iterator[str]:
    server: Any = _Local(unix, _Line) if unix else _Net(("127.0.0.1", 0), _Line)
    server.mood = mood
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"unix://{unix}" if unix else f"tcp://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
