"""Clockwork of the whole house."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .forgetting import forget_traces


@shared_task  # type: ignore[untyped-decorator]
def forget_old_traces() -> None:
    """Once a day. Idempotent."""
    forget_traces(now=timezone.now())
