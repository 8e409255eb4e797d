"""The health checks of the containers, asked of a real server and a real database."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from jobcenter.outbox.domain.watching import tick

HOUSE = Path(__file__).parents[2]


def check(name: str, *arguments: str, **variables: str) -> int:
    return subprocess.run(
        [sys.executable, HOUSE / ".docker" / name, *arguments],
        env={**os.environ, **variables},
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=30,
    ).returncode


def test_a_web_container_is_healthy_when_it_answers_under_the_sites_own_name(
    live_server: Any,
) -> None:
    port = str(urlsplit(live_server.url).port)
    assert check("is_alive.py", port, SITE_URL="http://testserver") == 0
    # Another name is refused, and so is a port where nobody answers.
    assert check("is_alive.py", port, SITE_URL="https://somebody-else.example") != 0
    assert check("is_alive.py", "1", SITE_URL="http://testserver") != 0


def address_of_the_test_database() -> str:
    of = connection.settings_dict
    return (
        f"postgres://{of['USER']}:{quote(of['PASSWORD'], safe='')}"
        f"@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    )


@pytest.mark.django_db(transaction=True)
def test_beat_is_healthy_for_two_minutes_after_it_ticked() -> None:
    address = address_of_the_test_database()
    assert check("is_ticking.py", DATABASE_URL=address) != 0
    tick(now=timezone.now() - timedelta(seconds=100))
    assert check("is_ticking.py", DATABASE_URL=address) == 0
    tick(now=timezone.now() - timedelta(seconds=130))
    assert check("is_ticking.py", DATABASE_URL=address) != 0
