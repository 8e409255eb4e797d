"""Clockwork of the samples."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.drawing import draw_every_sample, forget_old_samples


@shared_task  # type: ignore[untyped-decorator]
def draw_samples() -> None:
    """Once a day; on the first of a week the samples are drawn. Idempotent."""
    draw_every_sample(now=timezone.now())
    forget_old_samples(now=timezone.now())
