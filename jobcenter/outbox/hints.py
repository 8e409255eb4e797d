"""The hint that something waits. It may be lost: the sweep finds whatever nobody was told about.

When there is no broker, there is no sweep either. Then the thread that could not ring carries what
is due itself: a code to log in with is worth nothing an hour later.
"""

from __future__ import annotations

import logging
from functools import cache
from threading import Event, Lock, Thread
from time import monotonic, sleep

from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

logger = logging.getLogger(__name__)

DELIVER_TASK = "jobcenter.outbox.tasks.deliver_notices"
PATIENCE_SECONDS = 0.5
SILENCE_SECONDS = 10
PAUSE_SECONDS = 0.05
MOST_CARRIED = 50
_silent_until = 0.0
_is_wanted = Event()
_ringer: Thread | None = None
_only_one = Lock()


def ring_soon() -> None:
    """Leave the ringing to a thread of this process: no page waits for the broker, and however many
    notices are written within a blink, the worker is told once, after the last of them.
    """
    global _ringer
    _is_wanted.set()
    with _only_one:
        # Also after a fork: threads stay behind in the parent.
        if _ringer is None or not _ringer.is_alive():
            _ringer = Thread(target=_ring_when_wanted, name="ringer", daemon=True)
            _ringer.start()


def _ring_when_wanted() -> None:
    while _is_wanted.wait():
        # First: what is written from now on is rung for once more.
        _is_wanted.clear()
        if not ring_relay():
            _carry_ourselves()
        sleep(PAUSE_SECONDS)


def _carry_ourselves() -> None:
    # Inside the function: the domain's package imports this module.
    from jobcenter.outbox.domain.delivering import deliver_due_notices  # noqa: PLC0415

    try:
        deliver_due_notices(now=timezone.now(), limit=MOST_CARRIED)
    except Exception as error:
        # The thread must live on: the next notice tries again, and the sweep finds the rest.
        logger.warning("nothing was carried without a broker: %s", type(error).__name__)
    finally:
        connection.close()


def ring_relay() -> bool:
    """Tell a worker that something is due: True when the broker took it.

    Costs at most a second, and never raises. After a failure it is silent for ten seconds.
    """
    global _silent_until
    if monotonic() < _silent_until:
        return False
    try:
        _bell().send_task(  # type: ignore[no-untyped-call]
            DELIVER_TASK, retry=False, expires=60, ignore_result=True
        )
    except Exception as error:
        # No broker error may reach a page, and a broker that hangs may not cost every booking
        # its patience.
        _silent_until = monotonic() + SILENCE_SECONDS
        logger.warning("no hint to the relay: %s", type(error).__name__)
        return False
    return True


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
