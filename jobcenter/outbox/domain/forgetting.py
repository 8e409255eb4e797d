"""What was delivered, withdrawn or could not be delivered is erased after thirty days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models.functions import Coalesce

from jobcenter.outbox.models import Notice

KEPT = timedelta(days=30)
SLICE = 1000


def forget_old_notices(*, now: datetime) -> int:
    """Erase notices that have been over for thirty days; answers how many.

    In slices, each in its own short transaction, so that no relay waits behind a big delete.
    """
    over = (
        Notice.objects.exclude(state=Notice.State.QUEUED)
        .filter(created_at__lt=now - KEPT)
        .annotate(over_at=Coalesce("sent_at", "due_at"))
        .filter(over_at__lt=now - KEPT)
    )
    forgotten = 0
    while ids := list(over.values_list("pk", flat=True)[:SLICE]):
        forgotten += Notice.objects.filter(pk__in=ids).delete()[0]
    return forgotten
