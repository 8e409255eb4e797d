"""python -m jobcenter.local [--throw-away] COMMAND…: run COMMAND with PostgreSQL and Redis at hand.

DATABASE_URL and REDIS_URL are used when they are set. Otherwise both servers are started from their
wheels with their data in LOCAL_DATA_DIR (default .data), and stopped by the last one who uses them.
--throw-away gives COMMAND servers of its own, fast and not crash-safe, and removes them afterwards.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from jobcenter.local.children import run_command
from jobcenter.local.errors import LocalServiceError
from jobcenter.local.services import data_folder, running_services, say, throw_away_folder


def main(arguments: Sequence[str]) -> int:
    throw_away = arguments[:1] == ["--throw-away"]
    command = arguments[1:] if throw_away else arguments
    if not command or command[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with ExitStack() as stack:
            folder = (
                stack.enter_context(throw_away_folder()) if throw_away else data_folder(os.environ)
            )
            services = running_services(data_dir=folder, durable=not throw_away, given=os.environ)
            addresses = stack.enter_context(services)
            return run_command(command, environ={**os.environ, **addresses})
    except LocalServiceError as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
