"""How long somebody will wait, said as a range that holds for a stated share of people.

Samples are waits of others in the same line. Some were reached; others left, or still wait: of them
only "at least so long" is known, and leaving them out would make every wait look short. So the
share still waiting after t minutes is the product-limit estimate (Kaplan and Meier 1958), with a
weight for each sample that falls with its age.

The newcomer is counted among the samples as somebody who is never reached (for the upper end) or
at once (for the lower end). With n equal samples, all reached, the upper end is then the k-th
smallest, k = ceil(0.9 (n + 1)): whatever the distribution, a newcomer like the others waits longer
with a probability of at most 0.1 (split conformal prediction, Vovk et al. 2005; with weights, and a
bound for what a line that changes can cost, Barber et al. 2023). Below nine samples of full weight
there is no such number, and nothing is said.

Leaving is taken to have nothing to do with how long the wait would have been. Somebody who leaves
because the line stands still breaks that; the promise record shows by how much.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

# Nine of ten people are reached within the upper end, and nine of ten wait at least the lower one.
LEVEL = 0.9
# Beyond this a number helps nobody: other ways are offered instead.
MOST_MINUTES = 90
# Sums of weights like 0.1 are not exact.
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Sample:
    """A wait in minutes. `was_reached` False: at least so long. 0 < `weight` <= 1."""

    minutes: float
    was_reached: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Range:
    """Whole minutes, both ends included; 0 <= low <= high, 1 <= high <= `MOST_MINUTES`."""

    low_minutes: int
    high_minutes: int


def wait_range(samples: Iterable[Sample], *, already: float = 0.0) -> Range | None:
    """The minutes still to wait for somebody who has waited `already` minutes from this place.

    None when the samples do not carry a promise of `LEVEL`, or it would be beyond `MOST_MINUTES`.
    """
    ahead = [
        Sample(one.minutes - already, one.was_reached, one.weight)
        for one in samples
        if one.minutes >= already
    ]
    high = _when_reached(ahead, share=LEVEL, never=1.0)
    low = _when_reached(ahead, share=1 - LEVEL, at_once=1.0)
    if high is None or low is None or high > MOST_MINUTES:
        return None
    most = max(ceil(high), 1)
    return Range(min(floor(low), most), most)


def _when_reached(
    samples: list[Sample], *, share: float, never: float = 0.0, at_once: float = 0.0
) -> float | None:
    """The first moment by which at least `share` were reached (more than it, for the lower end).

    `never` and `at_once` are the weights of a newcomer who is reached never, or at once.
    """
    at_risk = sum(one.weight for one in samples) + never + at_once
    waiting = 1.0
    if at_once:
        waiting -= at_once / at_risk
        at_risk -= at_once
    # Of two at the same moment the one who was reached counts first: the other was still waiting.
    for one in sorted(samples, key=lambda one: (one.minutes, not one.was_reached)):
        if one.was_reached:
            waiting *= 1 - min(one.weight / at_risk, 1.0)
            reached = 1 - waiting
            if reached > share + TINY or (never and reached >= share - TINY):
                return one.minutes
        at_risk -= one.weight
    return None
