"""python -m tests.soak [MESSAGES]: write so many messages while everything is killed in turn."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.soak.story import ALL, soak, timed


def main(messages: int) -> int:
    begun = monotonic()
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        outcome = soak(Path(folder), messages=messages, threads=20, kills=ALL, every=6)
    print(timed(outcome, begun))
    return 1 if outcome.lost or outcome.double or outcome.disorder else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
