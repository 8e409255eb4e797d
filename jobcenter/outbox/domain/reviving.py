"""When the fault was ours and is mended, what could not be delivered is tried again."""

from __future__ import annotations

from collections.abc import Collection

from jobcenter.outbox.models import Notice, NoticeQuerySet


def dead_notices(*, kinds: Collection[str] = ()) -> NoticeQuerySet:
    """Given up after ten attempts; of these kinds, or of every kind."""
    dead = Notice.objects.filter(state=Notice.State.DEAD)
    return dead.filter(kind__in=kinds) if kinds else dead


def revive_dead_notices(*, kinds: Collection[str] = ()) -> int:
    """Put them back in line with ten new attempts; answers how many.

    What has become useless meanwhile (a reminder of yesterday) is withdrawn by the relay, not sent.
    """
    return dead_notices(kinds=kinds).update(
        state=Notice.State.QUEUED, attempts=0, leased_until=None
    )
