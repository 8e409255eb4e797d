"""Clockwork of what citizens ask."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain import forget_old_questions


@shared_task  # type: ignore[untyped-decorator]
def forget_questions() -> None:
    """Once a day. Idempotent."""
    forget_old_questions(now=timezone.now())
