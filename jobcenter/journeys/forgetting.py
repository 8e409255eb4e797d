"""What the house itself leaves behind, swept away on the dates of the retention policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from jobcenter.limits.models import Allowance
from jobcenter.shared.retention import kept_for
from jobcenter.submissions.models import Submission

SLICE = 2000


@dataclass(frozen=True, slots=True)
class Forgotten:
    submissions: int
    allowances: int
    sessions: int


def forget_traces(*, now: datetime) -> Forgotten:
    """Forms sent, attempts counted, visits ended; in slices, safe to repeat.

    A form sent again after its submission is forgotten would do its work again, so keys live
    shorter than submissions: see `LIFETIME` there.
    """
    return Forgotten(
        submissions=_sweep(Submission.objects.filter(at__lt=now - kept_for("submissions"))),
        allowances=_sweep(
            Allowance.objects.filter(window_starts_at__lt=now - kept_for("allowances"))
        ),
        sessions=_sweep(Session.objects.filter(expire_date__lt=now)),
    )


def _sweep(rows: QuerySet[Any]) -> int:
    total = 0
    while ids := list(rows.values_list("pk", flat=True)[:SLICE]):
        total += rows.model.objects.filter(pk__in=ids).delete()[0]
    return total
