"""Clockwork of the letters."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from counsellors.chat.domain.waiting import claim_who_waits
from counsellors.chat.enums import Side

from .domain.promises import promise_replies, remind_houses
from .domain.telling import tell_citizens


@shared_task  # type: ignore[untyped-decorator]
def tell_who_waits_at_home() -> None:
    """Every minute. Idempotent: what was told is not told again. See also its twin at work,
    counsellors/inbox/tasks.py.
    """
    now = timezone.now()
    with transaction.atomic():
        tell_citizens(claim_who_waits(now=now, side=Side.CITIZEN), now=now)


@shared_task  # type: ignore[untyped-decorator]
def keep_promises() -> None:
    """Every few minutes. Idempotent."""
    now = timezone.now()
    promise_replies(now=now)
    remind_houses(now=now)
