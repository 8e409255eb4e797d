"""Clockwork of the imports. Messages carry ids; what is due stands in the table."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.running import claim_due_sources, run_import, sources_to_try, try_import

MOST_PER_ROUND = 50


@shared_task  # type: ignore[untyped-decorator]
def read_due_sources() -> None:
    """Every minute. A message that is lost costs one lease: then the source is due again."""
    now = timezone.now()
    for pk in claim_due_sources(now=now, limit=MOST_PER_ROUND):
        read_source.apply_async(args=[pk], expires=3600)
    for pk in sources_to_try(limit=MOST_PER_ROUND):
        try_source.apply_async(args=[pk], expires=600)


@shared_task(soft_time_limit=3600)  # type: ignore[untyped-decorator]
def read_source(source_id: int) -> None:
    run_import(source_id=source_id, now=timezone.now())


@shared_task(soft_time_limit=120)  # type: ignore[untyped-decorator]
def try_source(source_id: int) -> None:
    try_import(source_id=source_id, now=timezone.now())
