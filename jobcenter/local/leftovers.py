"""Find and stop processes of a demo whose owner was killed.

Each process of the demo carries a mark in its environment, which its children inherit. So the whole
family is found, even when those who knew its ids are gone, and nothing else ever is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil

from jobcenter.local.processes import stop_all

PATIENCE = 6
MARK = "JOBCENTER_DEMO_OF"


def stop(data_dir: Path) -> None:
    """Ask every leftover of `data_dir` to end, and kill after some seconds what did not."""
    stop_all(list(_marked(data_dir)), patience=PATIENCE)


def _marked(data_dir: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(data_dir):
                yield process
        except psutil.Error:
            continue  # Gone meanwhile, a zombie, or somebody else's.
