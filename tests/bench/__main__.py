"""python -m tests.bench [name…]: measure, print each target beside its value, write JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from tests.bench import (  # noqa: E402
    bell,
    booking,
    feeding,
    finding,
    inbox,
    line,
    offers,
    other_programme,
    pages,
    past,
    people,
    posters,
    readlog,
    results,
    rush,
    seeding,
    talk,
    throughput,
    workday,
)
from tests.bench.database import make_template  # noqa: E402
from tests.bench.results import Row  # noqa: E402

MEASUREMENTS: dict[str, Callable[[], Iterator[Row]]] = {
    "times": offers.measure_times,
    "past": past.measure_past,
    "people": people.measure_people,
    "booking": booking.measure_booking,
    "throughput": throughput.measure_throughput,
    "rush": rush.measure_rush,
    "pages": pages.measure_pages,
    "bell": bell.measure_bell,
    "inbox": inbox.measure_inbox,
    "talk": talk.measure_talk,
    "line": line.measure_line,
    "readlog": readlog.measure_readlog,
    "workday": workday.measure_workday,
    "search": finding.measure_search,
    "pretix": other_programme.measure_pretix,
    "feeds": feeding.measure_feeds,
    "posters": posters.measure_posters,
    "seed": seeding.measure_seed,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"There is no measurement {unknown[0]!r}. There are: {', '.join(MEASUREMENTS)}")
        return 2
    make_template()
    rows: list[Row] = []
    for name in names or MEASUREMENTS:
        started = perf_counter()
        for row in MEASUREMENTS[name]():
            print(row, flush=True)
            rows.append(row)
        print(f"({name}: {perf_counter() - started:.0f} s)\n", flush=True)
    missed = sum(not row.is_reached for row in rows)
    print(f"{len(rows)} numbers, {missed} targets missed. Written to {results.write(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
