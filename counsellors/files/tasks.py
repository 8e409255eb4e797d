"""Clockwork of the files. What is due stands in the tables."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.checking import check_due_files
from .domain.storing import delete_leftovers, delete_strays
from .domain.waking import CHECK_TASK


@shared_task(name=CHECK_TASK)  # type: ignore[untyped-decorator]
def check_waiting_files() -> None:
    """Rung after a file was sent, and by the clock for whatever nobody rang for."""
    check_due_files(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def delete_what_is_left() -> None:
    """Every minute: the content of whatever lost its row. Idempotent."""
    delete_leftovers(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def delete_what_nobody_knows() -> None:
    """Every night. Idempotent."""
    delete_strays(now=timezone.now())
