"""Hearing the bell. [6] Not hearing it is normal: whoever is deaf knows it, and asks instead."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from .pace import Pace, between

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 2
MOST_UNHEARD = 2
TROUBLES = (RedisError, OSError, TimeoutError)


class TwoRingsMissed(RedisError):
    """The connection looks well and carries nothing: the server was replaced, or hangs."""


class Ear:
    """One subscription for the whole process.

    `hear` gets each bell as a dictionary. `may_have_missed` is called whenever something may have
    rung unheard: at each subscription, and when a subscription is lost.
    """

    def __init__(
        self,
        *,
        url: str,
        pace: Pace,
        hear: Callable[[dict[str, Any]], None],
        may_have_missed: Callable[[], None],
    ) -> None:
        self.is_deaf = True
        self._url = url
        self._pace = pace
        self._hear = hear
        self._may_have_missed = may_have_missed
        self._name = secrets.token_hex(8)
        self._unheard = 0

    async def listen(self) -> None:
        """For ever; every trouble is a new beginning."""
        while True:
            try:
                await self._listen_once()
            except TROUBLES as error:
                if not self.is_deaf:
                    logger.warning("the bell is not heard: %s", type(error).__name__)
            self.is_deaf = True
            self._may_have_missed()
            await asyncio.sleep(between(0.2, 1))

    async def _listen_once(self) -> None:
        # Without retries of its own: a connection that is mended in silence hides a gap from us.
        redis = Redis.from_url(
            self._url,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._unheard = 0
        try:
            async with redis.pubsub() as ear:
                await ear.subscribe(settings.BELL_CHANNEL)
                await self._hear_all(redis, ear)
        finally:
            await redis.aclose()

    async def _hear_all(self, redis: Redis, ear: Any) -> None:
        next_ring = monotonic()
        while True:
            if monotonic() >= next_ring:
                await self._ring_ourselves(redis)
                next_ring = monotonic() + self._pace.own_ring
            wait = max(0.0, min(1.0, next_ring - monotonic()))
            said = await ear.get_message(timeout=wait)
            if said is None:
                continue
            if said["type"] == "subscribe":
                self.is_deaf = False
                self._may_have_missed()
            elif said["type"] == "message":
                self._understand(said["data"])

    async def _ring_ourselves(self, redis: Redis) -> None:
        if self._unheard >= MOST_UNHEARD:
            raise TwoRingsMissed
        self._unheard += 1
        await redis.publish(settings.BELL_CHANNEL, json.dumps({"own": self._name}))

    def _understand(self, data: bytes) -> None:
        try:
            said = json.loads(data)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        if said.get("own") == self._name:
            self._unheard = 0
        elif "own" not in said:
            self._hear(said)
