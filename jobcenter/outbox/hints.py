"""The hint that something waits. It may be lost: the sweep finds whatever nobody was told about."""

from __future__ import annotations

import logging
from functools import cache
from time import monotonic

from celery import Celery
from django.conf import settings

logger = logging.getLogger(__name__)

DELIVER_TASK = "jobcenter.outbox.tasks.deliver_notices"
PATIENCE_SECONDS = 0.5
SILENCE_SECONDS = 10
_silent_until = 0.0


def ring_relay() -> None:
    """Tell a worker that something is due. Costs at most a second, and never raises."""
    global _silent_until
    if monotonic() < _silent_until:
        return
    try:
        _bell().send_task(  # type: ignore[no-untyped-call]
            DELIVER_TASK, retry=False, expires=60, ignore_result=True
        )
    except Exception as error:
        # No broker error may reach a page, and a broker that hangs may not cost every booking
        # its patience.
        _silent_until = monotonic() + SILENCE_SECONDS
        logger.warning("no hint to the relay, the sweep will come: %s", type(error).__name__)


def get_ready_to_ring() -> None:
    """Load what the first ring needs: almost a second's work, and otherwise the first visitor who
    books after a restart waits for it. Connects to nothing.
    """
    _bell().producer_pool  # noqa: B018  made when it is first looked at


@cache
def _bell() -> Celery:
    """A producer of its own, because a worker's settings are wrong for a web page.

    Measured with kombu 5.7 and its defaults: a broker that is gone costs a page six seconds
    whatever `retry=False` says (the connection has retries of its own, `max_retries` ends them),
    and one that swallows packets hangs it for good (socket timeouts end that). A worker must not
    have these timeouts: it waits on purpose.
    """
    app = Celery("jobcenter.outbox.bell", set_as_current=False)  # type: ignore[no-untyped-call]
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
