"""The national country: 94 houses, 2,000 counsellors, 1,000,000 conversations."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from django.core.management import call_command

from tests.bench.database import fresh_database
from tests.bench.results import Row


def measure_seed() -> Iterator[Row]:
    with fresh_database():
        started = perf_counter()
        call_command("seed_demo", scale="national", verbosity=0)
        yield Row("seed_demo --scale national", perf_counter() - started, "s", 300.0)
