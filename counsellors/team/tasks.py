"""Clockwork of the team."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.forgetting import forget_what_is_past


@shared_task  # type: ignore[untyped-decorator]
def forget_the_teams_past() -> None:
    """Once a day. Idempotent: what is deleted is not found again."""
    forget_what_is_past(now=timezone.now())
