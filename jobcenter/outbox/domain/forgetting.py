"""Every notice goes when the retention policy says, also one that never left."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from jobcenter.outbox.models import Notice
from jobcenter.shared.retention import kept_for

logger = logging.getLogger(__name__)

KEPT = kept_for("notices")
SLICE = 1000


def forget_old_notices(*, now: datetime) -> int:
    """Erase notices as long after they were sent, or were to be sent, as `notices` are kept;
    answers how many.

    Queued ones too: where no channel has been open for a month (nobody pays for text messages),
    names and numbers would wait for ever, and old news would only confuse. What a relay holds now
    is its own. In slices, each in its own short transaction, so that no relay waits behind a big
    delete.
    """
    end = now - kept_for("notices")
    over = (
        Notice.objects.filter(created_at__lt=end)
        .annotate(over_at=Coalesce("sent_at", "due_at"))
        .filter(Q(leased_until=None) | Q(leased_until__lt=now), over_at__lt=end)
    )
    never_left = over.undelivered().count()
    if never_left:
        logger.error("%s notices waited in vain and are forgotten: is a channel shut?", never_left)
    forgotten = 0
    while ids := list(over.values_list("pk", flat=True)[:SLICE]):
        forgotten += Notice.objects.filter(pk__in=ids).delete()[0]
    return forgotten
