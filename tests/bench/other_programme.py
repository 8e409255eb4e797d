"""The list of events and the page of one, side by side with pretix: a release in an environment of
its own, the same PostgreSQL and Valkey, the same number of events, processes and visitors, in turns
in one run. Both list every event as a line of its own: each of our activities has one date here.

Its list has thirty events a page, ours twenty; each visitor goes on to another page and another
event with every request, as people do, so neither answers with what it has just said. Before
anything is measured both lists are read from the first page to the last: see `_must_list_all`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from itertools import count
from math import ceil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from events.activities.models import Activity, ActivityDate
from jobcenter.local.ports import free_port
from tests.bench.database import address_of, bare_database, fresh_database
from tests.bench.programme import fill_programme
from tests.bench.results import Row
from tests.bench.servers import PROJECT

RELEASE = "pretix==2026.8.0"
EVENTS = int(os.environ.get("PRETIX_EVENTS", "1000"))
VISITORS, SECONDS, ROUNDS = 4, 4.0, 5
WANTED_RATIO = 3.0
UP_SECONDS = 90
_LINK = re.compile(r'href="(?:https?://[^/"]+)?([^"?#]+)')
SEED = Path(__file__).with_name("pretix_events.py")


class House:
    """One server: where it listens, its list's address for page n, its pages of single events."""

    def __init__(self, port: int, pages: int, list_address: str, events: list[str]) -> None:
        self.port, self._pages, self._list, self._events = port, pages, list_address, events

    @property
    def pages(self) -> list[str]:
        return [self.list_page(n) for n in range(self._pages)]

    def events_on(self, html: str) -> set[str]:
        """The single events a page of the list leads to."""
        return set(_LINK.findall(html)) & set(self._events)

    def list_page(self, n: int) -> str:
        return self._list.format(n % self._pages + 1)

    def one_event(self, n: int) -> str:
        return self._events[n * 7 % len(self._events)]


def measure_pretix() -> Iterator[Row]:
    with ExitStack() as open_now:
        ours = open_now.enter_context(_our_house())
        theirs = open_now.enter_context(_their_house())
        for house in (ours, theirs):
            _must_list_all(house)
        for what in ("list_page", "one_event"):
            rates = [(_rate(ours, what), _rate(theirs, what)) for _ in range(ROUNDS)]
            title = f"{EVENTS} events, {'list' if what == 'list_page' else 'page of one'}"
            yield Row(f"{title}: ours", median(rate for rate, _ in rates), "pages/s")
            yield Row(f"{title}: {RELEASE}", median(rate for _, rate in rates), "pages/s")
            ratio = median(mine / other for mine, other in rates)
            yield Row(f"{title}: ratio", ratio, "×", WANTED_RATIO, at_most=False)


def _must_list_all(house: House) -> None:
    """Each page must be the one that was asked for, and together they have all events: a list
    that answers with its first page whatever is asked, or has fewer lines, is another race.

    Neighbours need not be disjoint: events that begin together have no order of their own there.
    """
    link = HTTPConnection("127.0.0.1", house.port, timeout=60)
    listed, before = 0, set()
    for address in house.pages:
        found = house.events_on(_get(link, address).decode())
        if found == before:
            raise RuntimeError(f"{address} answered with the page before it")
        listed, before = listed + len(found), found
    link.close()
    if listed != EVENTS:
        raise RuntimeError(f"{house.pages[-1]} ends a list of {listed} events, not {EVENTS}")


def _rate(house: House, what: str) -> float:
    """Pages a second for so many visitors; every page must be there."""
    numbers = count()

    def visit(_visitor: int) -> int:
        link = HTTPConnection("127.0.0.1", house.port, timeout=60)
        seen = 0
        while perf_counter() < until:
            _get(link, getattr(house, what)(next(numbers)))
            seen += 1
        link.close()
        return seen

    until = perf_counter() + 0.5
    with ThreadPoolExecutor(VISITORS) as visitors:
        # The first half second is for caches that fill once a process.
        list(visitors.map(visit, range(VISITORS)))
        begun = perf_counter()
        until = begun + SECONDS
        seen = sum(visitors.map(visit, range(VISITORS)))
    return seen / (perf_counter() - begun)


def _get(link: HTTPConnection, address: str) -> bytes:
    link.request("GET", address, headers={"Host": "localhost", "Accept-Language": "en"})
    answer = link.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return body


# --- the two houses ---------------------------------------------------------------------------


@contextmanager
def _our_house() -> Iterator[House]:
    with fresh_database() as name:
        call_command("seed_demo", verbosity=0)
        Activity.objects.update(published_at=None)
        fill_programme(dates=EVENTS, first=timezone.localdate() + timedelta(days=1), each=1)
        ids = ActivityDate.objects.public().values_list("public_id", flat=True)
        addresses = [f"/det-sker/{public_id}/" for public_id in ids]
        env = {"DATABASE_URL": address_of(name), "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
        with _served(sys.executable, "jobcenter.wsgi", env, addresses[0]) as port:
            yield House(port, ceil(EVENTS / 20), "/det-sker/?page={}", addresses)


@contextmanager
def _their_house() -> Iterator[House]:
    with bare_database("test_bench_pretix") as name, TemporaryDirectory() as folder:
        python = _their_python()
        written = _written_settings(Path(folder), name)
        env = {"PRETIX_CONFIG_FILE": str(written), "DJANGO_SETTINGS_MODULE": "pretix.settings"}
        run = {"cwd": folder, "env": os.environ | env, "check": True}
        subprocess.run([python, "-m", "pretix", "migrate", "--verbosity", "0"], **run)
        made = subprocess.run(
            [python, str(SEED), str(EVENTS)], **run, capture_output=True, text=True
        )  # fmt: skip
        addresses = json.loads(made.stdout.splitlines()[-1])
        with _served(str(python), "pretix.wsgi", env, "/houses/", folder) as port:
            yield House(port, ceil(EVENTS / 30), "/houses/?page={}", addresses)


@contextmanager
def _served(
    python: str, name: str, env: dict[str, str], first: str, folder: str | Path = PROJECT
) -> Iterator[int]:
    port = free_port()
    command = [python, "-m", "gunicorn", f"{name}:application", "--bind", f"127.0.0.1:{port}",
               "--workers", "2", "--threads", "2", "--worker-class", "gthread", "--keep-alive",
               "60", "--log-level", "critical"]  # fmt: skip
    server = subprocess.Popen(command, env=os.environ | env, cwd=folder)
    try:
        _wait_until_up(port, first)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_up(port: int, address: str) -> None:
    give_up_at = perf_counter() + UP_SECONDS
    while True:
        try:
            _get(HTTPConnection("127.0.0.1", port, timeout=60), address)
            return
        except OSError:
            if perf_counter() > give_up_at:
                raise
            sleep(0.2)


def _their_python() -> Path:
    home = PROJECT / ".tools" / "bench-pretix"
    python = home / "bin" / "python"
    uv = subprocess.run([".ci/find-uv"], cwd=PROJECT, capture_output=True, text=True, check=True)
    tool = uv.stdout.strip()
    if not python.exists():
        subprocess.run(
            [tool, "venv", "--quiet", "--no-project", "--python", sys.executable, str(home)],
            check=True,
        )
    subprocess.run(
        [tool, "pip", "install", "--quiet", "--python", str(python), RELEASE, "gunicorn"],
        check=True,
    )
    return python


def _written_settings(folder: Path, database: str) -> Path:
    """As its manual wants it for production: PostgreSQL, Redis, no debugging."""
    s = connection.settings_dict
    redis = urlsplit(os.environ["REDIS_URL"])
    path = folder / "pretix.cfg"
    path.write_text(
        f"[pretix]\ninstance_name=bench\nurl=http://localhost\ndatadir={folder}/data\n"
        f"[database]\nbackend=postgresql\nname={database}\nuser={s['USER']}\n"
        f"password={s['PASSWORD']}\nhost={s['HOST']}\nport={s['PORT']}\n"
        f"[redis]\nlocation=redis://{redis.netloc}/9\nsessions=true\n"
        "[django]\ndebug=off\nsecret=bench-only-0123456789-0123456789-0123456789-0123456789\n"
        "[locale]\ntimezone=Europe/Copenhagen\n"
    )
    return path
