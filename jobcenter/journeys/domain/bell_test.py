"""What the server can find out about the bell by itself: Redis, the own ring, and Postgres.

Numbers are milliseconds, of this very process. Nothing in here is about anybody.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

PATIENCE_SECONDS = 2
# Beyond this a talk no longer feels as if somebody sat there.
SLOW_MS = 250
# Room that the other processes need when everybody comes at once.
MOST_CONNECTIONS_USED = 0.8

POSTGRES = """
    SELECT count(*) FILTER (WHERE datname = current_database()),
        count(*)::float / current_setting('max_connections')::int,
        coalesce(max(extract(epoch FROM clock_timestamp() - xact_start))
            FILTER (WHERE datname = current_database() AND pid <> pg_backend_pid()), 0)
    FROM pg_stat_activity WHERE backend_type = 'client backend'
"""
LONG_TRANSACTION_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Check:
    """`step` names the words of it on the page; `why` is the class of what went wrong."""

    step: str
    is_fine: bool
    ms: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Database:
    """`share` of the allowed connections in use; the age of the oldest open transaction."""

    connections: int
    share: float
    oldest_seconds: int

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def is_roomy(self) -> bool:
        return self.share <= MOST_CONNECTIONS_USED

    @property
    def is_brisk(self) -> bool:
        return self.oldest_seconds <= LONG_TRANSACTION_SECONDS


def checks_of_the_server(*, redis_url: str = "") -> list[Check]:
    """In the order in which one thing needs the other; none of them raises."""
    url = redis_url or settings.REDIS_URL
    return [
        _timed("redis", lambda: _ping(url)),
        _timed("own-ring", lambda: _hear_own_ring(url)),
        _timed("postgres", _ask_postgres),
    ]


def database_now() -> Database | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(POSTGRES)
            used, share, oldest = cursor.fetchone()
    except DatabaseError:
        return None
    return Database(used, float(share), int(oldest))


def _timed(step: str, act: Callable[[], None]) -> Check:
    begun = perf_counter()
    try:
        act()
    except (RedisError, DatabaseError, OSError, TimeoutError) as error:
        return Check(step, is_fine=False, why=type(error).__name__)
    ms = round((perf_counter() - begun) * 1000)
    return Check(step, is_fine=True, ms=ms)


def _redis(url: str) -> Redis:
    return Redis.from_url(
        url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
    )


def _ping(url: str) -> None:
    with _redis(url) as redis:
        redis.ping()


def _hear_own_ring(url: str) -> None:
    """Rings and hears it on the bell's own channel, as each bell process does. Raises TimeoutError
    when it is not heard.
    """
    ours = {"own": secrets.token_hex(8)}
    with _redis(url) as redis, redis.pubsub() as ear:
        ear.subscribe(settings.BELL_CHANNEL)
        until = perf_counter() + PATIENCE_SECONDS
        while perf_counter() < until:
            said = ear.get_message(timeout=PATIENCE_SECONDS)
            if said is None:
                continue
            if said["type"] == "subscribe":
                redis.publish(settings.BELL_CHANNEL, json.dumps(ours))
            elif said["type"] == "message" and json.loads(said["data"]) == ours:
                return
    raise TimeoutError


def _ask_postgres() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
