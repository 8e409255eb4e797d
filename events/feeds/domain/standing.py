"""Since when an address has given the very same answer: its Last-Modified.

No column knows: a house that is renamed and a date that is over change no date. So the moment at
which a new fingerprint was first met is kept beside the address, in Redis for all processes alike.
Where it is lost or cannot be asked, the whole answer is given once more, and nobody is told that
nothing has changed when something has.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from jobcenter.shared.impatient import ImpatientRedis

# Whoever asks more seldom gets the whole answer; addresses nobody asks for take no room for long.
KEPT_FOR = timedelta(days=3)
KEPT_UNDER = "standing"
# One step, so that of two who meet a change at once one comes after the other. Whole seconds,
# as HTTP says them: two answers of one second must not share it, so the later one takes the next.
# A mark further ahead than that was made by a clock that went wrong.
_SINCE = """
local mark, now = ARGV[1], tonumber(ARGV[2])
local kept = redis.call("HMGET", KEYS[1], "mark", "since")
local since = tonumber(kept[2] or "0")
if kept[1] ~= mark or since > now + 60 then
    since = (since > now + 60) and now or math.max(now, since + 1)
    redis.call("HSET", KEYS[1], "mark", mark, "since", string.format("%d", since))
end
redis.call("EXPIRE", KEYS[1], ARGV[3])
return since
"""
_redis = ImpatientRedis("since when a feed stands is not known")


def standing_since(address: str, *, fingerprint: str, now: datetime) -> datetime | None:
    """A whole second, UTC, not after `now`; None while it is not known. Costs no query."""
    key = f"{KEPT_UNDER}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    arguments = [fingerprint, int(now.timestamp()), int(KEPT_FOR.total_seconds())]
    said = _redis.ask(lambda redis: int(redis.eval(_SINCE, 1, key, *arguments)))  # type: ignore[arg-type]
    if said is None or said > now.timestamp():
        return None
    return datetime.fromtimestamp(said, UTC)
