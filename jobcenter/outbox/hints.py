"""The hint that something waits. It may be lost: the sweep finds whatever nobody was told about.

When there is no broker, there is no sweep either. Then the thread that could not ring carries what
is due itself: a code to log in with is worth nothing an hour later.
"""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread
from time import sleep

from django.db import connection
from django.utils import timezone

from jobcenter.shared.worker_hints import WorkerHint

logger = logging.getLogger(__name__)

DELIVER_TASK = "jobcenter.outbox.tasks.deliver_notices"
PAUSE_SECONDS = 0.05
MOST_CARRIED = 50
relay = WorkerHint(DELIVER_TASK)
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
        if not relay.give():
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
