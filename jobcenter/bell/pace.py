"""How often, how long, how many. In seconds."""

from __future__ import annotations

import random
from dataclasses import dataclass

_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """[6] [7] [10] [12] [14] in numbers."""

    # How often all numbers are read again, and how often while no bell can be heard.
    sweep: float = 20
    sweep_when_deaf: float = 5
    # The process rings itself this often; two rings it does not hear mean that it is deaf.
    own_ring: float = 5
    comment: float = 20
    comment_jitter: float = 5
    send_timeout: float = 20
    life: float = 600
    life_jitter: float = 60
    bye_earliest: float = 0.5
    bye_latest: float = 5
    full_earliest: float = 5
    full_latest: float = 30
    most_streams: int = 4000
    most_per_viewer: int = 8

    def until_next_sweep(self, *, is_deaf: bool) -> float:
        return jittered(self.sweep_when_deaf if is_deaf else self.sweep, 0.2)

    def until_comment(self) -> float:
        return between(self.comment - self.comment_jitter, self.comment + self.comment_jitter)

    def lifetime(self) -> float:
        return between(self.life - self.life_jitter, self.life)

    def until_back(self) -> float:
        """How long a browser that is sent away waits, so that not all come back at once."""
        return between(self.bye_earliest, self.bye_latest)

    def until_less_full(self) -> int:
        return round(between(self.full_earliest, self.full_latest)) or 1


def jittered(seconds: float, share: float) -> float:
    return between(seconds * (1 - share), seconds * (1 + share))


def between(least: float, most: float) -> float:
    return _chance.uniform(least, most)
