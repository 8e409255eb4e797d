"""Clockwork of the shared notes."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.erasing import erase_past_conversations_with_notes


@shared_task  # type: ignore[untyped-decorator]
def forget_what_is_past() -> None:
    """Once a day. Idempotent: what is erased is not found again."""
    erase_past_conversations_with_notes(now=timezone.now())
