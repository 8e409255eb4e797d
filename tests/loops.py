"""An event loop of its own for a story told in async code."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run_apart[Told](story: Coroutine[Any, Any, Told]) -> Told:
    """What `story` returns, run in a thread of its own.

    After the first test with a browser, Playwright keeps a loop running in the thread of the worker
    for the rest of the session; `asyncio.run` refuses there, in whichever test comes next.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, story).result()  # noqa: TID251
