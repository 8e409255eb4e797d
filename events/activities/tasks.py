"""Clockwork of the programme."""

from __future__ import annotations

from celery import shared_task

from .domain import rewrite_entries


@shared_task  # type: ignore[untyped-decorator]
def follow_new_names() -> None:
    """Every hour: whatever was renamed is found by its new name. Idempotent."""
    rewrite_entries()
