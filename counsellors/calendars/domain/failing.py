"""A calendar that cannot be read: wait longer each time, and tell its owner once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from counsellors.calendars.enums import Problem
from counsellors.calendars.models import CalendarSubscription
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice

FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=6)
TOLD_AFTER = timedelta(days=1)
NOTICE = "calendar_failing"
# A server that counts wrong passwords locks the account after a few; so does a door that is shut.
NOT_SOON_AGAIN = {Problem.LOGIN, Problem.LOCKED, Problem.ADDRESS}


@transaction.atomic
def note_failure(
    subscription: CalendarSubscription,
    problem: Problem,
    *,
    now: datetime,
    wait: timedelta = timedelta(0),
) -> None:
    """Keep the busy times as they are; say since when and why; `wait` is what the server asked for.

    After a day one mail goes to the counsellor, and no second one before it has worked again.
    """
    row = (
        CalendarSubscription.objects.select_for_update(of=("self",))
        .select_related("counsellor__user")
        .filter(pk=subscription.pk, sealed=subscription.sealed)
        .first()
    )
    if row is None:
        return
    row.failures = min(row.failures + 1, 1000)
    row.failing_since = row.failing_since or now
    row.problem = problem
    row.due_at = now + max(_pause(row.failures, problem), wait)
    if row.told_at is None and now - row.failing_since >= TOLD_AFTER and _tell(row, now=now):
        row.told_at = now
    row.save(update_fields=["failures", "failing_since", "problem", "due_at", "told_at"])


def _pause(failures: int, problem: Problem) -> timedelta:
    if problem in NOT_SOON_AGAIN:
        return LONGEST_WAIT
    doubled = FIRST_WAIT * 2 ** min(failures - 1, 10)
    return min(doubled, LONGEST_WAIT)


def _tell(row: CalendarSubscription, *, now: datetime) -> bool:
    user = row.counsellor.user
    if user is None or not user.is_active or not user.email or row.failing_since is None:
        return False
    queue_notice(
        NOTICE,
        channel=Notice.Channel.MAIL,
        recipient=user.email,
        language=row.page_language,
        payload={
            "name": row.counsellor.first_name,
            "calendar": row.name,
            "problem": row.problem,
            "link": _link(row),
        },
        effect_key=f"{NOTICE}:{row.public_id}:{row.failing_since:%Y%m%dT%H%M%S}",
        due_at=now,
    )
    return True


def _link(row: CalendarSubscription) -> str:
    with override(row.page_language):
        return str(settings.SITE_URL) + reverse("calendars:overview")
