"""Clockwork of what citizens ask."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from citizens.people.domain import forget_earlier_names

from .domain import forget_old_questions
from .domain.answering import remind_houses


@shared_task  # type: ignore[untyped-decorator]
def forget_questions() -> None:
    """Once a day. Idempotent."""
    now = timezone.now()
    forget_old_questions(now=now)
    forget_earlier_names(now=now)


@shared_task  # type: ignore[untyped-decorator]
def remind_of_questions() -> None:
    """Once a day, in the morning. Idempotent: each question reminds once."""
    remind_houses(now=timezone.now())
