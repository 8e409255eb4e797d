"""Clockwork of a counsellor's own people."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.leaving import finish_leaving


@shared_task  # type: ignore[untyped-decorator]
def let_go() -> None:
    """Once a night. Idempotent: whoever has left is not found again."""
    finish_leaving(now=timezone.now())
