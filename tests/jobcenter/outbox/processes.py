"""Programs of ours as processes of their own, on the database of the running test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

HOUSE = Path(__file__).parents[3]


def start(*command: str, **environ: str) -> subprocess.Popen[bytes]:
    """A Python program with the test's database; its log is thrown away."""
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=HOUSE,
        env=os.environ | {"DATABASE_URL": database_url()} | environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def database_url() -> str:
    name = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def wait_until(happened, *, seconds: float) -> float:
    """How long it took; fails when it does not happen."""
    begun = time.monotonic()
    while not happened():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"did not happen within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - begun
