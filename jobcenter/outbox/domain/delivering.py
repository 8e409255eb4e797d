"""The relay: takes what is due, sends it, says so.

At least once: a notice is marked sent only after the other end took it, so a crash in between
sends it again when the lease is over, with the same Message-ID. At most one copy per crash.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction

from jobcenter.outbox.models import READY_AT, Notice, NoticeQuerySet
from jobcenter.outbox.postman import Postman, Unreachable, what_went_wrong

logger = logging.getLogger(__name__)

# Longer than a worker's hard time limit: no two relays ever hold the same notice.
LEASE = timedelta(minutes=5)
PATIENCE = timedelta(minutes=2)
MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass
class Delivery:
    """What one round did. `failed` notices are tried again later, `dead` ones are not."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


def deliver_due_notices(*, now: datetime, limit: int = 50) -> Delivery:
    """Send at most `limit` notices that are due, for at most two minutes.

    One at a time, not fifty: a reminder withdrawn a second ago does not leave with its batch, a
    lease has to outlast one letter only, and the next of a subject follows at once. Any number of
    relays may run side by side.
    """
    delivery = Delivery()
    started = monotonic()
    elapsed = timedelta()
    with Postman() as postman:
        for _ in range(limit):
            notice = _claim_next(channels=postman.open_channels, now=now + elapsed)
            if notice is None:
                break
            _deliver(notice, postman, delivery, now + elapsed)
            elapsed = timedelta(seconds=monotonic() - started)
            if elapsed > PATIENCE:
                break
    return delivery


def pause_after(attempts: int) -> timedelta:
    """30 s, 1½ min, 4½ min … up to 6 h, give or take a fifth; ten attempts span most of a day."""
    pause = min(FIRST_PAUSE * 3 ** (attempts - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311  only spreads the load


def _claim_next(*, channels: Collection[str], now: datetime) -> Notice | None:
    # Durable: the lease must be committed before anything is sent.
    with transaction.atomic(durable=True):
        notice = (
            Notice.objects.next_in_line(now)
            .filter(channel__in=channels)
            .select_for_update(skip_locked=True, no_key=True, of=("self",))
            .order_by(READY_AT.asc(), "pk")
            .first()
        )
        if notice is not None:
            notice.attempts += 1
            notice.leased_until = now + LEASE
            notice.save(update_fields=["attempts", "leased_until"])
    return notice


def _deliver(notice: Notice, postman: Postman, delivery: Delivery, now: datetime) -> None:
    if notice.useful_until and notice.useful_until < now:
        _close(notice, state=Notice.State.WITHDRAWN)
        return
    if notice.attempts > MOST_ATTEMPTS:
        # Whoever had it died ten times while sending it, so it may well be the cause.
        _bury(notice, "the relay stopped each time", delivery)
        return
    try:
        postman.carry(notice)
    except Unreachable as error:
        _hand_back(notice, str(error))
    except Exception as error:
        _fail(notice, what_went_wrong(error), delivery, now)
    else:
        _close(notice, state=Notice.State.SENT, sent_at=now)
        delivery.sent += 1


def _fail(notice: Notice, why: str, delivery: Delivery, now: datetime) -> None:
    if notice.attempts >= MOST_ATTEMPTS:
        _bury(notice, why, delivery)
        return
    _ours(notice).update(leased_until=now + pause_after(notice.attempts), last_error=why[:300])
    delivery.failed += 1
    logger.warning("notice %s failed, attempt %s: %s", notice.pk, notice.attempts, why)


def _bury(notice: Notice, why: str, delivery: Delivery) -> None:
    _ours(notice).update(state=Notice.State.DEAD, leased_until=None, last_error=why[:300])
    delivery.dead += 1
    logger.error("notice %s (%s) could not be delivered: %s", notice.pk, notice.kind, why)


def _hand_back(notice: Notice, why: str) -> None:
    """The channel is down, which is no notice's fault: however long it lasts, none of them dies."""
    _ours(notice).update(attempts=notice.attempts - 1, leased_until=None, last_error=why[:300])
    logger.error("nothing can be sent by %s: %s", notice.channel, why)


def _close(notice: Notice, *, state: Notice.State, sent_at: datetime | None = None) -> None:
    # Not only while queued: what was withdrawn while it was on its way has left all the same.
    updated = Notice.objects.filter(pk=notice.pk, attempts=notice.attempts).update(
        state=state, sent_at=sent_at, payload={}, leased_until=None, last_error=""
    )
    if not updated:
        logger.error("notice %s outlived its lease and may arrive twice", notice.pk)


def _ours(notice: Notice) -> NoticeQuerySet:
    """Still queued and claimed by nobody since: `attempts` rises with each claim."""
    return Notice.objects.undelivered().filter(pk=notice.pk, attempts=notice.attempts)
