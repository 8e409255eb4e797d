"""One process of many that book: threads, each with times of its own. Prints bookings a second."""

from __future__ import annotations

import sys
from threading import Barrier, Thread
from time import perf_counter

import django

A_THREAD = 60


def main(part: int, parts: int, threads: int) -> None:
    from django.db import connections

    from tests.bench.booking import book_one, distinct_times

    times = distinct_times(parts * threads * A_THREAD)[part::parts]
    start = Barrier(threads + 1)

    def book(number: int) -> None:
        start.wait()
        for index, chosen in enumerate(times[number::threads]):
            book_one(chosen, who=f"p{part}-{number}-{index}")
        connections.close_all()

    crew = [Thread(target=book, args=(number,)) for number in range(threads)]
    for thread in crew:
        thread.start()
    start.wait()
    begun = perf_counter()
    for thread in crew:
        thread.join()
    print(len(times) / (perf_counter() - begun))


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
