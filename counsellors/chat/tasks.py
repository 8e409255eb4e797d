"""Clockwork of the talks."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.ending import erase_threads_of_nobody, forget_past_events


@shared_task  # type: ignore[untyped-decorator]
def forget_past_talks() -> None:
    """Once a day. Idempotent: what is gone is not found again."""
    now = timezone.now()
    forget_past_events(now=now)
    erase_threads_of_nobody(now=now)
