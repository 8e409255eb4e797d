"""The bell without the pages, for a process of its own: `uvicorn jobcenter.bell.alone:application`.

It starts in half the time, which is what everybody waits for when it was killed.
"""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobcenter.settings.dev")
django.setup()

# Only now are there settings to read.
from jobcenter.bell.app import Bell  # noqa: E402
from jobcenter.bell.frames import Receive, Scope, Send  # noqa: E402

bell = Bell()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await bell.live(receive, send)
    elif scope["type"] == "http":
        await bell(scope, receive, send)
