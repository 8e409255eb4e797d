"""python -m jobcenter.local.after_web COMMAND…: run COMMAND once the pages are there (Procfile).

Four programs that load the whole house at the same moment on two cores make the visitor wait for
all four. Nobody waits for the other three.
"""

from __future__ import annotations

import os
import socket
import sys

from jobcenter.local.ports import LOOPBACK
from jobcenter.local.processes import wait_until

# Then go ahead all the same: mail and reminders do not depend on the pages.
AT_MOST_SECONDS = 60


def main() -> None:
    port = int(os.environ["PORT_OF_WEB"])
    wait_until(lambda: _listens(port), within=AT_MOST_SECONDS)
    os.execvp(sys.argv[1], sys.argv[1:])


def _listens(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), 1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
