"""Clockwork of what citizens ask."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain import forget_old_questions
from .domain.answering import remind_houses


@shared_task  # type: ignore[untyped-decorator]
def forget_questions() -> None:
    """Once a day. Idempotent."""
    forget_old_questions(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def remind_of_questions() -> None:
    """Once a day, in the morning. Idempotent: each question reminds once."""
    remind_houses(now=timezone.now())
