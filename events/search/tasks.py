"""Clockwork of the search."""

from __future__ import annotations

from celery import shared_task

from .domain import forget_lonely_words


@shared_task  # type: ignore[untyped-decorator]
def forget_words_of_the_past() -> None:
    """Once a day. Idempotent."""
    forget_lonely_words()
