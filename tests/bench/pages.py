"""Every public page: queries, milliseconds on the server, kilobytes on the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import brotli
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.database import fresh_database
from tests.bench.results import Row, percentile

ROUNDS = 40
CHOSEN = "emne=job&hus=havnehuset"
PAGES = {
    "front": "/",
    "houses": "/huse/",
    "houses near 8000": "/huse/?sted=8000",
    "one house": "/huse/havnehuset/",
    "counsellors": "/vejledere/",
    "one counsellor": "/vejledere/bent-oestergaard/",
    "booking: start": "/book/",
    "booking: topic": "/book/emne/",
    "booking: place": "/book/sted/?emne=job",
    "booking: way": f"/book/maade/?{CHOSEN}",
    "booking: times": f"/book/tid/?{CHOSEN}&form=phone",
    "booking: wish": f"/book/oensker/?{CHOSEN}",
    "talk to a human": "/tal-med-et-menneske/",
    "about": "/om/",
    "privacy": "/privatliv/",
    "accessibility": "/tilgaengelighed/",
    "log in": "/konto/log-ind/",
}


def measure_pages() -> Iterator[Row]:
    with fresh_database():
        call_command("seed_demo", verbosity=0)
        for name, address in PAGES.items():
            yield from _page(name, address)


def _page(name: str, address: str) -> Iterator[Row]:
    client = Client(HTTP_HOST="localhost")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    # Counted now: the next request begins by emptying the log.
    asked = len(queries)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        client.get(address)
        taken.append((perf_counter() - started) * 1000)
    yield Row(f"page {name}: p95", percentile(taken, 95), "ms", 50.0)
    yield Row(f"page {name}: queries", asked, "queries", 12)
    yield Row(f"page {name}: first load", first_load(response.content) / 1000, "kB", 60.0)


def first_load(html: bytes) -> int:
    """Bytes on the wire: the page, its style sheets, fonts and scripts. Pictures come lazily."""
    text = html.decode()
    assets = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|woff2))"', text))
    return len(brotli.compress(html)) + sum(
        _on_the_wire(Path(str(finders.find(name)))) for name in assets
    )


def _on_the_wire(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(brotli.compress(content))
