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

from jobcenter.local.children import Interruptions
from jobcenter.local.errors import LocalServiceError, say
from jobcenter.local.servers import data_folder, running_servers, throw_away_folder


def main(arguments: Sequence[str]) -> int:
    throw_away = arguments[:1] == ["--throw-away"]
    command = arguments[1:] if throw_away else arguments
    if not command or command[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    interruptions = Interruptions()
    try:
        with ExitStack() as stack:
            new = stack.enter_context(throw_away_folder()) if throw_away else None
            folder = new or data_folder(os.environ)
            services = running_servers(data_dir=folder, durable=new is None, given=os.environ)
            addresses = stack.enter_context(services)
            return interruptions.run(command, environ={**os.environ, **addresses})
    except LocalServiceError as error:
        say(error)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
