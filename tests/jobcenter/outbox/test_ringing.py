"""The first ring after a restart costs the visitor no more than the next one."""

from __future__ import annotations

import os
import subprocess
import sys

LOOK = "import sys, jobcenter.wsgi; print('kombu.transport.redis' in sys.modules)"


def test_the_bell_is_loaded_when_the_pages_are_also_while_redis_is_away():
    nobody_there = os.environ | {"REDIS_URL": "redis://127.0.0.1:1/0"}

    said = subprocess.run(
        [sys.executable, "-c", LOOK], env=nobody_there, capture_output=True, text=True, timeout=60
    )

    assert said.stdout == "True\n", said.stderr
