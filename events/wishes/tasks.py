"""Clockwork of wishes. Every task may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain import forget_ideas, remind_houses, tell_of_what_comes


@shared_task  # type: ignore[untyped-decorator]
def tell_who_wished() -> None:
    """Every minute: until they are told, nobody can sign up."""
    tell_of_what_comes(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def remind_of_answers() -> None:
    """Once a day, in the morning."""
    remind_houses(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def forget_old_ideas() -> None:
    """Once a night."""
    forget_ideas(now=timezone.now())
