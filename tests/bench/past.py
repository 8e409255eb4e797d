"""The engine beside a long past: a million past conversations against ten thousand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from tests.bench.database import fresh_database, using
from tests.bench.results import Row
from tests.bench.times import fill, timings

LONG_PAST, SHORT_PAST = 1_000_000, 10_000
TURNS, ROUNDS = 6, 12


def measure_past() -> Iterator[Row]:
    """Both databases stand side by side and are asked in turns: a machine is never equally fast for
    minutes, and a million rows keep the disk busy for a while after they were written.
    """
    with ExitStack() as both:
        names = {
            past: both.enter_context(fresh_database(f"test_bench_{past}"))
            for past in (SHORT_PAST, LONG_PAST)
        }
        for past, name in names.items():
            with using(name):
                fill(counsellors=50, past=past)
        medians: dict[str, dict[int, list[float]]] = {}
        for _ in range(TURNS):
            for past, name in names.items():
                with using(name):
                    for timing in timings(rounds=ROUNDS):
                        medians.setdefault(timing.name, {}).setdefault(past, []).append(timing.p50)
    for name, found in medians.items():
        ratio = median(found[LONG_PAST]) / median(found[SHORT_PAST])
        yield Row(f"{name}: 1,000,000 past / 10,000 past", ratio, "×", 1.2)
