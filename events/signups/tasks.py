"""Clockwork of signing up. Every task may run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from .domain import (
    bring_all_along,
    check_places,
    forget_past_sign_ups,
    settle_dates,
    tell_of_changes,
)

logger = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def keep_lines_moving() -> None:
    """Every minute: people hear of changes, come along to new dates of their
    course, and free places go on to the next."""
    tell_of_changes(now=timezone.now())
    bring_all_along(now=timezone.now())
    settle_dates(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def forget_sign_ups() -> None:
    """Once a night."""
    forget_past_sign_ups(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def look_for_trouble() -> None:
    """Once a night."""
    for trouble in check_places(now=timezone.now()):
        logger.error("date %s: %s", trouble.date, trouble.what)
