"""Clockwork of the calls."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.calling import turn_the_clock


@shared_task  # type: ignore[untyped-decorator]
def turn_the_clock_of_calls() -> None:
    """Every minute. Idempotent: what was done is not found again."""
    turn_the_clock(now=timezone.now())
