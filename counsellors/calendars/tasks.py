"""Clockwork of the calendars. Messages carry ids; what is due stands in the table."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from .domain.reading import claim_due_calendars
from .domain.reading import read_calendar as read

MOST_PER_ROUND = 100


@shared_task  # type: ignore[untyped-decorator]
def read_due_calendars() -> None:
    """A message that is lost costs one lease: then the calendar is due again."""
    for pk in claim_due_calendars(now=timezone.now(), limit=MOST_PER_ROUND):
        read_calendar.apply_async(args=[pk], expires=240)


@shared_task(soft_time_limit=120)  # type: ignore[untyped-decorator]
def read_calendar(subscription_id: int) -> None:
    read(subscription_id=subscription_id, now=timezone.now())
