"""Is the clockwork alive and does the post go out? `/readyz` asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobcenter.outbox.models import READY_AT, Heartbeat, Notice

LONGEST_WAIT = timedelta(minutes=10)
LONGEST_SILENCE = timedelta(minutes=2)
BEAT = "beat"


def tick(*, now: datetime) -> None:
    """Beat has rung and a worker has heard it."""
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"beat_at": now})


def troubles(*, now: datetime) -> list[str]:
    """What keeps the house from being ready, in words for the log; two queries.

    The post is in trouble when the next notice a relay would take has been there for ten minutes:
    no relay runs, or nobody takes our mail. One address that is refused again and again pauses
    between its attempts and does not count, or one typing error would close the whole house.
    """
    return [*_post_trouble(now), *_beat_trouble(now)]


def _post_trouble(now: datetime) -> list[str]:
    oldest = Notice.objects.next_in_line(now).order_by(READY_AT.asc()).first()
    if oldest is None:
        return []
    waiting = now - max(oldest.due_at, oldest.leased_until or oldest.due_at)
    if waiting <= LONGEST_WAIT:
        return []
    return [f"notice {oldest.pk} has been waiting for {waiting} ({oldest.last_error or 'untried'})"]


def _beat_trouble(now: datetime) -> list[str]:
    beat_at = Heartbeat.objects.filter(name=BEAT).values_list("beat_at", flat=True).first()
    if beat_at is None:
        return ["beat has never ticked"]
    silence = now - beat_at
    return [f"beat has been silent for {silence}"] if silence > LONGEST_SILENCE else []
