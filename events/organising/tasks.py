"""Clockwork of organising. Every task may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain import forget_old_invitations


@shared_task  # type: ignore[untyped-decorator]
def forget_invitations() -> None:
    """Once a night."""
    forget_old_invitations(now=timezone.now())
