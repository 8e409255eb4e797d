"""Asking a virus scanner, if the house has one: clamd's INSTREAM over TCP or a local socket.

The protocol: "zINSTREAM" and a zero byte; then pieces, each with its length in four bytes, big end
first; a piece of length nothing ends it; one line ending in a zero byte answers.
"""

from __future__ import annotations

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

PIECE = 64 * 1024
PATIENCE_SECONDS = 20
LONGEST_ANSWER = 4096
CLEAN, FOUND = "OK", "FOUND"


class ScannerAway(RuntimeError):
    """No answer, or none that says yes or no: the file waits."""


def is_clean(content: bytes) -> bool:
    """True as well when no scanner is set. Raises ScannerAway."""
    if not settings.CLAMAV_ADDRESS:
        return True
    answer = _ask(content)
    if answer.endswith(CLEAN):
        return True
    if answer.endswith(FOUND):
        return False
    raise ScannerAway(f"the scanner said {answer[:80]!r}")


def _ask(content: bytes) -> str:
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            return _answer(line)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        heard = line.recv(1024)
        if not heard:
            break
        said += heard
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    address = urlsplit(settings.CLAMAV_ADDRESS)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE_SECONDS)
        line.connect(address.path)
        return line
    return socket.create_connection(
        (str(address.hostname), address.port or 3310), timeout=PATIENCE_SECONDS
    )
