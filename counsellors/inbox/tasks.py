"""Clockwork of the counsellors' desk."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from counsellors.chat.domain.waiting import claim_who_waits
from counsellors.chat.enums import Side
from counsellors.line.domain import asked_in_vain, return_what_is_due

from .domain.looks import forget_past_looks
from .domain.telling import tell_counsellors, tell_of_the_line


@shared_task  # type: ignore[untyped-decorator]
def return_lent_talks() -> None:
    """Every half minute. Idempotent: a card ends once."""
    return_what_is_due(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def tell_who_waits_at_work() -> None:
    """Every minute. Idempotent: what was told is not told again."""
    now = timezone.now()
    with transaction.atomic():
        tell_counsellors(claim_who_waits(now=now, side=Side.COUNSELLOR), now=now)
    with transaction.atomic():
        tell_of_the_line(asked_in_vain(now=now), now=now)


@shared_task  # type: ignore[untyped-decorator]
def forget_looks() -> None:
    """Once a day. Idempotent."""
    forget_past_looks(now=timezone.now())
