"""Clockwork of the own counsellors."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.forgetting import forget_ended_responsibilities


@shared_task  # type: ignore[untyped-decorator]
def forget_own_counsellors() -> None:
    """Once a day. Idempotent: what is deleted is not found again."""
    forget_ended_responsibilities(now=timezone.now())
