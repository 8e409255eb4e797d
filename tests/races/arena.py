"""Real threads, each with a connection of its own, that begin at the same moment."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from time import perf_counter
from typing import Any

from django.db import connection, connections

# A lane that waits longer than this for the others is stuck: the race fails instead of hanging.
PATIENCE_SECONDS = 60

Act = Callable[[], Any]


def rounds(usual: int) -> int:
    """How often a race is run; RACE_ROUNDS=0.1 runs a tenth of it, RACE_ROUNDS=10 ten times."""
    return max(1, round(usual * float(os.environ.get("RACE_ROUNDS", "1"))))


class Outcome:
    """What came of one act, and how long it took."""

    def __init__(self, act: Act) -> None:
        started = perf_counter()
        self.value: Any = None
        self.error: Exception | None = None
        try:
            self.value = act()
        except Exception as error:
            self.error = error
        self.seconds = perf_counter() - started

    @property
    def won(self) -> bool:
        return self.error is None


class Race:
    """The outcomes of one or more rounds, each a list in the order in which the acts were given."""

    def __init__(self) -> None:
        self.by_round: list[list[Outcome]] = []
        self.trouble: list[BaseException] = []

    @property
    def outcomes(self) -> list[Outcome]:
        return [outcome for one_round in self.by_round for outcome in one_round]

    @property
    def winners(self) -> list[Any]:
        return [outcome.value for outcome in self.outcomes if outcome.won]

    @property
    def errors(self) -> Counter[str]:
        """How often each kind of refusal or error was met."""
        return Counter(type(o.error).__name__ for o in self.outcomes if o.error is not None)

    def percentile(self, share: float) -> float:
        """Seconds within which this share of all acts had their answer."""
        seconds = sorted(outcome.seconds for outcome in self.outcomes)
        return seconds[min(len(seconds) - 1, int(len(seconds) * share))]


def race(
    acts_of_round: Callable[[int], Sequence[Act]], *, rounds: int = 1, lanes: int = 40
) -> Race:
    """Run each round's acts over `lanes` connections; every round begins at a barrier.

    Lane n takes the acts n, n + lanes, n + 2 * lanes … of the round, one after the other. The acts
    of a round are made by the first lane, after all lanes have finished the round before.
    """
    result = Race()
    acts: list[Act] = []

    def prepare() -> None:
        acts[:] = acts_of_round(len(result.by_round))
        result.by_round.append([None] * len(acts))  # type: ignore[list-item]

    start = Barrier(lanes, action=prepare)
    threads = [
        Thread(target=_run, args=(n, lanes, rounds, start, acts, result)) for n in range(lanes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if result.trouble:
        raise result.trouble[0]
    return result


def _run(lane: int, lanes: int, rounds: int, start: Barrier, acts: list[Act], result: Race) -> None:
    try:
        with connection.cursor() as cursor:
            # On a busy machine a race must take longer, not end otherwise. That waiting too long is
            # refused kindly has a test of its own.
            cursor.execute("SET lock_timeout = '30s'; SET statement_timeout = '30s'")
        for turn in range(rounds):
            start.wait(PATIENCE_SECONDS)
            for place in range(lane, len(acts), lanes):
                result.by_round[turn][place] = Outcome(acts[place])
    except BaseException as trouble:
        result.trouble.append(trouble)
        start.abort()
    finally:
        connections.close_all()
