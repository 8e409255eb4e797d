"""Taking a place in a thread and leaving it, once `append` has locked the thread's row."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from counsellors.chat.models import Participant, Thread
from jobcenter.shared.bells import ring_desk


def sit_down(*, thread_id: int, counsellor_id: int, now: datetime) -> bool:
    """False when they sit there already. Who comes back has still read what they had read."""
    place, is_new = Participant.objects.get_or_create(
        thread_id=thread_id, counsellor_id=counsellor_id, defaults={"joined_at": now}
    )
    if is_new:
        return True
    away = Participant.objects.filter(pk=place.pk, left_at__isnull=False)
    return bool(away.update(left_at=None, joined_at=now, look_lasts_until=None))


def stand_up(*, thread_id: int, counsellor_id: int, now: datetime) -> bool:
    """False when they had left, or never came."""
    place = Participant.objects.filter(
        thread_id=thread_id, counsellor_id=counsellor_id, left_at=None
    )
    return bool(place.update(left_at=now))


def ring_desks(thread_id: int, *counsellor_ids: int | None) -> None:
    """Desks show what waits at their house before anybody has a right to a stream of it."""
    houses = Thread.objects.values_list("centre_id", "elsewhere_id").get(pk=thread_id)
    desks = [f"centre:{house}" for house in houses if house]
    desks += [f"counsellor:{one}" for one in counsellor_ids if one]
    for desk in desks:
        transaction.on_commit(partial(ring_desk, desk=desk), robust=True)
