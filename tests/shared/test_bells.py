"""Ringing costs a page next to nothing, whatever has become of Redis."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from jobcenter.shared import bells
from jobcenter.shared.impatient import PATIENCE_SECONDS


@pytest.fixture
def redis_that_hangs(settings) -> Iterator[None]:
    """It takes the connection and says nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.REDIS_URL = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
        bells._redis.begin_anew()
        yield
        bells._redis.begin_anew()


def test_redis_that_hangs_costs_its_patience_once(redis_that_hangs):
    begun = time.monotonic()
    assert not bells.ring(thread="x", seq=1)
    assert time.monotonic() - begun < 1.9 * PATIENCE_SECONDS

    begun = time.monotonic()
    assert not bells.ring(thread="x", seq=2)
    assert time.monotonic() - begun < 0.05
