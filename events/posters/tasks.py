"""Clockwork of posters."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain import forget_posters


@shared_task  # type: ignore[untyped-decorator]
def forget_old_posters() -> None:
    """Once a night. May run twice."""
    forget_posters(now=timezone.now())
