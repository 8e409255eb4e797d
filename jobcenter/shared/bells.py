"""Ringing the bell: "thread T is now at number N". It may be lost at any moment without loss.

Redis carries random ids and numbers, nothing else. Whoever hears it fetches what happened from the
database, with the rights of an ordinary page; whoever does not hear it, finds out within seconds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.conf import settings

from .impatient import ImpatientRedis

MOST_NAMED = 200
_redis = ImpatientRedis("the bell could not be rung")


def ring(*, thread: str, seq: int) -> bool:
    """Say that `thread` (public id) has come to `seq`. True when Redis took it; never raises.

    Call it after the commit. It costs a quarter of a second at the very most, and after a failure
    nothing is tried for two seconds, so a broker that hangs does not cost every page its patience.
    """
    return _publish({"thread": thread, "seq": seq})


def ring_kick(*, thread: str) -> bool:
    """Say that somebody's right to read `thread` has changed: its streams end and ask again."""
    return _publish({"kick": thread})


def ring_desk(*, desk: str) -> bool:
    """Say that what lies on a desk has changed: `desk` is "counsellor:ID", "centre:ID",
    or "help:CENTRE" for the calls for help of a house.
    """
    return _publish({"desk": desk})


def ring_line(*, threads: Sequence[str]) -> bool:
    """Say that the line in which `threads` (public ids) wait has moved. No numbers: each place is
    asked for by whoever stands in it.
    """
    slices = (list(threads[n : n + MOST_NAMED]) for n in range(0, len(threads), MOST_NAMED))
    return all(_publish({"line": some}) for some in slices)


def _publish(said: dict[str, str | int | list[str]]) -> bool:
    frame = json.dumps(said, separators=(",", ":"))
    return _redis.ask(lambda redis: redis.publish(settings.BELL_CHANNEL, frame)) is not None
