"""200 citizens at one time, over HTTP, against the real server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from time import sleep
from typing import Any
from urllib.parse import urlencode

from jobcenter.local.ports import free_port
from tests.bench.booking import free_times, make_country
from tests.bench.crowd import Answer, post_bytes, send_all_at_once
from tests.bench.database import address_of, fresh_database
from tests.bench.results import Row, percentile

CITIZENS = 200


def measure_rush() -> Iterator[Row]:
    with fresh_database() as name:
        make_country(counsellors=4)
        chosen, another = free_times(2)
        port, server = start_server(name)
        try:
            # The house has been open for a while: somebody has booked, others were refused.
            _all_at_once(port, another, citizens=16)
            answers = _all_at_once(port, chosen)
        finally:
            server.terminate()
            server.wait(timeout=20)
    statuses = Counter(answer.status for answer in answers)
    yield Row("200 citizens at one time: booked", statuses[303], "booked", 1)
    yield Row(
        "200 citizens at one time: friendly refusals", statuses[422], "refusals", 199, at_most=False
    )
    errors = CITIZENS - statuses[303] - statuses[422]
    yield Row("200 citizens at one time: errors", errors, "errors", 0)
    taken = [answer.milliseconds for answer in answers]
    yield Row("200 citizens at one time: p99", percentile(taken, 99), "ms", 2000.0)


def start_server(database: str) -> tuple[int, subprocess.Popen[bytes]]:
    port = free_port()
    env = {
        **os.environ,
        "DATABASE_URL": address_of(database),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    }
    command = [
        sys.executable, "-m", "gunicorn", "jobcenter.wsgi:application", "--log-level", "error",
        "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--backlog", "512",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=env)
    for _ in range(100):
        try:
            if _get(port, "/livez")[0] == 200:
                return port, server
        except OSError:
            sleep(0.1)
    raise RuntimeError("the server did not start")


def _all_at_once(port: int, chosen: Any, *, citizens: int = CITIZENS) -> list[Answer]:
    requests = [post_bytes(*_ready_to_book(port, chosen, number)) for number in range(citizens)]
    return send_all_at_once(port, requests)


def _ready_to_book(port: int, chosen: Any, number: int) -> tuple[str, dict[str, str], str]:
    """What a browser holds on the check page: the cookie, the token, the key, the answers."""
    query = urlencode(
        {"emne": "job", "hus": chosen.centre, "form": chosen.mode, "tid": str(chosen)}
    )
    about, check = f"/book/om-dig/?{query}", f"/book/tjek/?{query}"
    _, page, cookie = _get(port, about)
    person = {"name": "Amal", "email": f"rush{number}@example.org", "wants_reminder": "on"}
    cookie = _post(
        port, about, cookie, person | {"csrfmiddlewaretoken": _field(page, "csrfmiddlewaretoken")}
    )
    _, page, cookie = _get(port, check, cookie)
    body = person | {name: _field(page, name) for name in ("csrfmiddlewaretoken", "key")}
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": "localhost",
    }
    return check, headers, urlencode(body)


def _field(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]+)"', page)
    if found is None:
        raise RuntimeError(f"no {name} on the page")
    return found.group(1)


def _get(port: int, address: str, cookie: str = "") -> tuple[int, str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers={"Host": "localhost", "Cookie": cookie})
    response = connection.getresponse()
    page = response.read().decode(errors="replace")
    return response.status, page, _cookies(cookie, response.msg.get_all("Set-Cookie") or [])


def _post(port: int, address: str, cookie: str, body: dict[str, str]) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Host": "localhost",
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", address, urlencode(body), headers)
    response = connection.getresponse()
    response.read()
    return _cookies(cookie, response.msg.get_all("Set-Cookie") or [])


def _cookies(before: str, said: list[str]) -> str:
    held = dict(part.split("=", 1) for part in before.split("; ") if "=" in part)
    held |= dict(line.split(";", 1)[0].split("=", 1) for line in said)
    return "; ".join(f"{name}={value}" for name, value in held.items())
