"""Ports of this machine: one that is free, and whether the chosen one is."""

from __future__ import annotations

import errno
import random
import socket
from collections.abc import Mapping
from pathlib import Path

from jobcenter.local.errors import LocalServiceError

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000
LOWEST, TRIES = 20_000, 50
LENT = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """A port nobody listens on right now. Another program may take it first: callers try again.

    Not one of those the system lends to connections: a server that is killed and started again
    would find its address lent to somebody's connection in between.
    """
    lent = _first_lent()
    for _ in range(TRIES if lent > LOWEST else 0):
        if found := _bound(random.randrange(LOWEST, lent)):
            return found
    return _bound(0)


def _bound(port: int) -> int:
    """The port a socket was bound to (0 asks for any), or 0 when it is taken."""
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            if not port:
                raise
            return 0
        return int(probe.getsockname()[1])


def _first_lent() -> int:
    try:
        return int(LENT.read_text().split()[0])
    except OSError:
        # Not Linux: there they begin at 49152.
        return 32768


def chosen_port(environ: Mapping[str, str]) -> int:
    """PORT, or 8000; refused when it is no port or somebody listens there already."""
    raw = environ.get("PORT") or str(DEFAULT_PORT)
    if not raw.isdecimal() or not 1 <= int(raw) <= 65535:
        raise LocalServiceError(f"PORT={raw} is not a port: choose a number from 1 to 65535.")
    port = int(raw)
    # Browsers try localhost in both families, so a stranger on either one would be met.
    for family, host in ((socket.AF_INET, LOOPBACK), (socket.AF_INET6, "::1")):
        _refuse_if_taken(family, host, port)
    return port


def _refuse_if_taken(family: socket.AddressFamily, host: str, port: int) -> None:
    try:
        with socket.socket(family) as probe:
            # Like the web server itself: a connection that is just closing is no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        raise LocalServiceError(
            f"PORT={port} is reserved for root: choose one above 1023."
        ) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise LocalServiceError(
                f"Port {port} is taken by another program: choose another one, "
                f"for example `make run PORT={port + 1}`."
            ) from None
        # This machine does not speak this family (IPv6, usually): nobody can listen there.
