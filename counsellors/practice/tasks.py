"""Clockwork of the shared notes."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.erasing import erase_past_conversations_with_notes
from .domain.reminding import tell_of_waiting_replies


@shared_task  # type: ignore[untyped-decorator]
def forget_what_is_past() -> None:
    """Once a day. Idempotent: what is erased is not found again."""
    erase_past_conversations_with_notes(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def tell_counsellors_of_replies() -> None:
    """Once a morning. Idempotent: what was told is not told again."""
    tell_of_waiting_replies(now=timezone.now())
