"""Telling a worker that files wait for their check. It may be lost: the clockwork looks anyway."""

from __future__ import annotations

import logging
from functools import cache

from celery import Celery
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

CHECK_TASK = "counsellors.files.tasks.check_waiting_files"
PATIENCE_SECONDS = 0.5


def wake_the_checker() -> None:
    """After the commit. Never raises; costs at most a second when the broker is away."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    try:
        _broker().send_task(  # type: ignore[no-untyped-call]
            CHECK_TASK, retry=False, expires=60, ignore_result=True
        )
    except Exception as error:
        logger.warning("no hint to the checker: %s", type(error).__name__)


@cache
def _broker() -> Celery:
    """With the patience of a page; see also `jobcenter/outbox/hints.py`, which measured it."""
    app = Celery("counsellors.files.waking", set_as_current=False)  # type: ignore[no-untyped-call]
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
