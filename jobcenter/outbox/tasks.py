"""What the clockwork does for the outbox. What is due stands in the table, not in a message."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain import deliver_due_notices, forget_old_notices, tick
from .hints import DELIVER_TASK

# A round ends after two minutes in any case, well before the worker's time limit.
MOST_PER_ROUND = 500


@shared_task(name=DELIVER_TASK)  # type: ignore[no-untyped-call,untyped-decorator]
def deliver_notices() -> None:
    """Rung after a commit, and by the sweep for whatever nobody rang for."""
    deliver_due_notices(now=timezone.now(), limit=MOST_PER_ROUND)


@shared_task  # type: ignore[untyped-decorator]
def beat_ticks() -> None:
    tick(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def forget_notices() -> None:
    forget_old_notices(now=timezone.now())
