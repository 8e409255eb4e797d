"""gunicorn's own settings: what a web worker does besides answering. See Dockerfile."""

from __future__ import annotations

from threading import Thread
from typing import Any


def post_worker_init(_worker: Any) -> None:
    """Beside the first requests: nobody waits for it, and no other process pays for it."""
    # gunicorn reads this file before Django is there.
    from events.posters.domain.press import get_ready  # noqa: PLC0415

    Thread(target=get_ready, name="press", daemon=True).start()
