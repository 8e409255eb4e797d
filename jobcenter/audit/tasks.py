"""Clockwork of the read log."""

from __future__ import annotations

import logging
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from .domain.heads import keep_heads
from .domain.keeping import drop_old_months, make_months

log = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def keep_the_heads() -> None:
    """Once an hour. In the file, and in the program's own log, which is kept elsewhere again."""
    for head in keep_heads(file=Path(settings.AUDIT_HEAD_FILE), now=timezone.now()):
        log.info("read log %s has %d rows, %s", head.month, head.count, head.hash.hex())


@shared_task  # type: ignore[untyped-decorator]
def turn_the_pages() -> None:
    """Once a day: months ahead are made, months past their date dropped. Idempotent."""
    make_months(now=timezone.now())
    drop_old_months(now=timezone.now())
