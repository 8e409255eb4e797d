"""One process of many that book: threads, each with times of its own. Prints the seconds it took.

Says "ready" when it is warm, as a process in production is, and begins when it is told to.
"""

from __future__ import annotations

import sys
from threading import Barrier, Thread
from time import perf_counter

import django


def main(part: int, parts: int, threads: int, bookings_each: int) -> None:
    from django.db import connections

    from jobcenter.outbox.hints import relay
    from tests.bench.booking import book_one, free_times

    relay.get_ready()
    warm_up = threads
    times = free_times(parts * threads * (bookings_each + 1))[part::parts]
    start = Barrier(threads + 1)

    def book(number: int) -> None:
        book_one(times[number], who=f"w{part}-{number}")
        start.wait()
        start.wait()
        for index, chosen in enumerate(times[warm_up + number :: threads]):
            book_one(chosen, who=f"p{part}-{number}-{index}")
        connections.close_all()

    crew = [Thread(target=book, args=(number,)) for number in range(threads)]
    for thread in crew:
        thread.start()
    start.wait()
    print("ready", flush=True)
    sys.stdin.readline()
    begun = perf_counter()
    start.wait()
    for thread in crew:
        thread.join()
    print(perf_counter() - begun)


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
