"""What was delivered, withdrawn or could not be delivered goes when the retention policy says."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Coalesce

from jobcenter.outbox.models import Notice
from jobcenter.shared.retention import kept_for

KEPT = kept_for("notices")
SLICE = 1000


def forget_old_notices(*, now: datetime) -> int:
    """Erase notices that have been over for as long as `notices` are kept; answers how many.

    In slices, each in its own short transaction, so that no relay waits behind a big delete.
    """
    end = now - kept_for("notices")
    over = (
        Notice.objects.exclude(state=Notice.State.QUEUED)
        .filter(created_at__lt=end)
        .annotate(over_at=Coalesce("sent_at", "due_at"))
        .filter(over_at__lt=end)
    )
    forgotten = 0
    while ids := list(over.values_list("pk", flat=True)[:SLICE]):
        forgotten += Notice.objects.filter(pk__in=ids).delete()[0]
    return forgotten
