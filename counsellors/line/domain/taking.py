"""Taking a talk from those that wait."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from counsellors.chat.domain.starting import take_thread
from counsellors.chat.enums import WaitsAs
from counsellors.chat.models import Thread
from counsellors.duty.domain import duty_of, go_on_duty
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre

from .presence import is_there_before_an_answer
from .routes import is_open


def take_up(*, thread: Thread, counsellor: Counsellor, now: datetime) -> bool:
    """Be the one who answers, and be on duty: the clock of a duty is what notices that its browser
    is gone and leads whoever talked with it back into line. Whoever is on duty already, for any
    house, stays so; a letter waits for no one to be here, unless whoever wrote it may still sit
    before it while the house is open. False, and no duty, when a colleague was quicker. Raises
    ThreadIsOver.

    Lock order, as where a duty ends: the duty, then the thread.
    """
    with transaction.atomic():
        house = _house_to_answer_for(thread, counsellor, now=now)
        if house is not None:
            go_on_duty(counsellor=counsellor, centre=house, now=now)
        if take_thread(thread=thread, counsellor=counsellor, now=now):
            return True
        transaction.set_rollback(True)
        return False


def _house_to_answer_for(thread: Thread, counsellor: Counsellor, *, now: datetime) -> Centre | None:
    """The house of the talk, else the one that was asked for it, else one's own."""
    if duty_of(counsellor=counsellor, now=now) or not _is_waited_for(thread, now=now):
        return None
    own = {house.pk: house for house in counsellor.centres.order_by("pk")}
    first = next(iter(own.values()), None)
    return own.get(thread.centre_id) or own.get(thread.elsewhere_id or 0) or first


def _is_waited_for(thread: Thread, *, now: datetime) -> bool:
    if thread.waits_as != WaitsAs.LETTER:
        return True
    prefetch_related_objects([thread.centre], "opening_hours", "opening_exceptions")
    return is_there_before_an_answer(thread, now=now) and is_open(thread.centre, now=now)
