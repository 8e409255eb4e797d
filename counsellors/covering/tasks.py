"""Clockwork of what was opened and taken on."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.opening import forget_openings_of_the_past
from .domain.taking import forget_who_took_the_past


@shared_task  # type: ignore[untyped-decorator]
def forget_openings() -> None:
    """Once a day. Idempotent."""
    forget_openings_of_the_past(now=timezone.now())
    forget_who_took_the_past(now=timezone.now())
