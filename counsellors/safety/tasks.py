"""Clockwork of safety."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.forgetting import forget_what_is_over


@shared_task  # type: ignore[untyped-decorator]
def forget_what_kept_people_safe() -> None:
    """Once a day. Idempotent."""
    forget_what_is_over(now=timezone.now())
