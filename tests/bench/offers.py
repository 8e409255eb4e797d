"""The engine: 50 and 500 counsellors, and the first free time."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.database import fresh_database
from tests.bench.results import Row
from tests.bench.times import Timing, fill, timings

PEOPLE = {50: (60.0, "7,500 conversations"), 500: (350.0, "75,000 conversations")}
MOST_QUERIES = 6


def measure_times() -> Iterator[Row]:
    for people, (target, ahead) in PEOPLE.items():
        with fresh_database():
            fill(counsellors=people)
            for timing in timings(rounds=40 if people == 50 else 15):
                yield from _rows(timing, target, ahead)
    yield from _constant_queries()


def _rows(timing: Timing, target: float, ahead: str) -> Iterator[Row]:
    is_first = timing.name.startswith("first")
    name = f"{timing.name}, {ahead}"
    yield Row(f"{name}: p95", timing.p95, "ms", 25.0 if is_first else target)
    if not is_first:
        yield Row(f"{name}: queries", timing.queries, "queries", MOST_QUERIES)


def _constant_queries() -> Iterator[Row]:
    counts = []
    for people in (1, 10, 50):
        with fresh_database():
            fill(counsellors=people)
            counts.append(timings(rounds=2)[0].queries)
    yield Row(
        "queries at 1, 10 and 50 counsellors: greatest difference",
        max(counts) - min(counts),
        "queries",
        0,
    )
