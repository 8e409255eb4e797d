"""A hint to a worker that something is to be done, from a page: it may be lost.

So something else must find what nobody was told about: a sweep, or the clockwork.
"""

from __future__ import annotations

import logging
from functools import cached_property
from time import monotonic

from celery import Celery
from django.conf import settings

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5
SILENCE_SECONDS = 10


class WorkerHint:
    """One for each task, by its name."""

    def __init__(self, task: str) -> None:
        self._task = task
        self._silent_until = 0.0

    def give(self) -> bool:
        """True when the broker took it.

        Costs at most a second, and never raises. After a failure it is silent for ten seconds.
        """
        if monotonic() < self._silent_until:
            return False
        try:
            self._producer.send_task(  # type: ignore[no-untyped-call]
                self._task, retry=False, expires=60, ignore_result=True
            )
        except Exception as error:
            # No broker error may reach a page, and a broker that hangs may not cost every page
            # its patience.
            self._silent_until = monotonic() + SILENCE_SECONDS
            logger.warning("no hint for %s: %s", self._task, type(error).__name__)
            return False
        return True

    def get_ready(self) -> None:
        """Load what the first hint needs: almost a second's work, and otherwise the first visitor
        after a restart waits for it. Connects to nothing.
        """
        self._producer.producer_pool  # noqa: B018  made when it is first looked at

    def begin_anew(self) -> None:
        """As if no hint had been given yet, with the settings as they are now."""
        self.__dict__.pop("_producer", None)
        self._silent_until = 0.0

    @cached_property
    def _producer(self) -> Celery:
        """A producer of its own, because a worker's settings are wrong for a web page.

        Measured with kombu 5.7 and its defaults: a broker that is gone costs a page six seconds
        whatever `retry=False` says (the connection has retries of its own, `max_retries` ends
        them), and one that swallows packets hangs it for good (socket timeouts end that). A worker
        must not have these timeouts: it waits on purpose.
        """
        app = Celery("jobcenter.hints", set_as_current=False)  # type: ignore[no-untyped-call]
        app.conf.update(
            broker_url=settings.CELERY_BROKER_URL,
            broker_connection_timeout=PATIENCE_SECONDS,
            broker_transport_options={
                **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
                "max_retries": 0,
                "socket_timeout": PATIENCE_SECONDS,
                "socket_connect_timeout": PATIENCE_SECONDS,
            },
        )
        return app
