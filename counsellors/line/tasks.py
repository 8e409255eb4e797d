"""Clockwork of the line. Each step stands on its own: one that fails does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from .domain.passing import ask_another_house, ask_the_house, close_lines, give_up_places
from .domain.returning import end_run_out_duties
from .domain.waits import forget_waits, settle_waits

logger = logging.getLogger(__name__)

STEPS: tuple[Callable[..., int], ...] = (
    end_run_out_duties,
    ask_the_house,
    ask_another_house,
    give_up_places,
    close_lines,
    settle_waits,
)


@shared_task  # type: ignore[untyped-decorator]
def keep_the_line() -> None:
    """Every few seconds. Idempotent: what has happened is not found again."""
    take_the_steps(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def forget_past_waits() -> None:
    """Once a day. Idempotent."""
    forget_waits(now=timezone.now())


def take_the_steps(*, now: datetime) -> dict[str, int]:
    """How many each step changed; one that failed is not in there, and in the log."""
    done = {}
    for step in STEPS:
        try:
            done[step.__name__] = step(now=now)
        except Exception:
            logger.exception("the line could not take a step: %s", step.__name__)
    return done
