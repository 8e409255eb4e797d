"""Redis for what a page can do without: asked briefly, and after a failure not for a while.

So a broker that hangs costs one page a quarter of a second, and not every page its patience.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionBroke
from redis.retry import Retry

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.25
SILENCE_SECONDS = 2.0


class ImpatientRedis:
    """One for each purpose: `trouble` says in the log what could not be done."""

    def __init__(self, trouble: str) -> None:
        self.patience_seconds = PATIENCE_SECONDS
        self._trouble = trouble
        self._silent_until = 0.0
        self._redis: Redis | None = None

    def ask[Answer](self, question: Callable[[Redis], Answer]) -> Answer | None:
        """None when there was no answer; never raises."""
        if monotonic() < self._silent_until:
            return None
        try:
            return question(self._client())
        except Exception as error:
            # Whatever it is: what is written stands in the database, and no page fails for this.
            self._silent_until = monotonic() + SILENCE_SECONDS
            logger.warning("%s: %s", self._trouble, type(error).__name__)
            return None

    def begin_anew(self) -> None:
        """As if nothing had been asked yet, with the settings as they are now."""
        if self._redis is not None:
            self._redis.close()
        self._redis, self._silent_until = None, 0.0

    def _client(self) -> Redis:
        if self._redis is None:
            self._redis = Redis.from_url(
                settings.REDIS_URL,
                socket_timeout=self.patience_seconds,
                socket_connect_timeout=self.patience_seconds,
                # A connection of before a restart is made anew; whoever hangs is not asked twice.
                retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionBroke,)),
            )
        return self._redis
