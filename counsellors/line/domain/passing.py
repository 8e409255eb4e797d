"""What happens to those who wait when time passes: the next are asked, a place is given up.

Each thread in a transaction of its own, and each condition asked again once its row is locked, so
that whatever happened meanwhile (it was taken, the browser is back) wins. All of it is said in the
thread. Run again, it finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from counsellors.chat.domain.line_bells import ring_line_of
from counsellors.chat.domain.log import NewEvent, append, house_at
from counsellors.chat.domain.refusals import ThreadIsOver
from counsellors.chat.enums import EventKind, WaitsAs
from counsellors.chat.models import Thread, ThreadQuerySet
from counsellors.duty.models import Duty
from jobcenter.centres.models import Centre
from jobcenter.shared.bells import ring_desk

from .routes import house_that_helps, is_open

MOST_AT_ONCE = 500
NOT_ELSEWHERE: dict[str, Any] = {"elsewhere": None, "elsewhere_from": None}
AS_A_LETTER: dict[str, Any] = {"waits_as": WaitsAs.LETTER, "grace_until": None, **NOT_ELSEWHERE}


def ask_the_house(*, now: datetime) -> int:
    """Whose own counsellor has not answered in time: the whole house is asked. How many were."""
    due = Thread.objects.waiting().filter(team_from__lte=now)
    return _change_each(due, {"team_from": None}, why="team", now=now)


def ask_another_house(*, now: datetime) -> int:
    """Who has waited long, or has nobody at home: the nearest house that can is asked, too. One in
    which nobody is any more gives way to the next.
    """
    waits = Thread.objects.in_line().filter(waits_as=WaitsAs.LINE, elsewhere_from__lte=now)
    here = Duty.objects.lasting(now).values("centre")
    waits.filter(elsewhere__isnull=False).exclude(elsewhere__in=here).update(elsewhere=None)
    due = waits.filter(elsewhere=None)
    asked = 0
    for centre_id, language in set(due.values_list("centre", "page_language")):
        centre = Centre.objects.get(pk=centre_id)
        house = house_that_helps(centre, language, now=now)
        if house is None:
            continue
        alike = due.filter(centre=centre, page_language=language)
        asked += _change_each(alike, {"elsewhere": house}, why="elsewhere", now=now, house=house)
    return asked


def give_up_places(*, now: datetime) -> int:
    """The browser has been gone for longer than a place is held. The thread waits as a letter: it
    is answered, too, and whoever comes back joins the line again.
    """
    gone = Thread.objects.in_line().filter(waits_as=WaitsAs.LINE, grace_until__lte=now)
    return _change_each(gone, AS_A_LETTER, why="away", now=now)


def close_lines(*, now: datetime) -> int:
    """Nobody waits for a house that has closed and gone home: what they wrote waits as a letter."""
    letters = 0
    for centre in _houses_with_a_line():
        if is_open(centre, now=now):
            continue
        here = Duty.objects.lasting(now)
        if here.filter(centre=centre).exists():
            continue
        left = Thread.objects.in_line().filter(centre=centre, waits_as=WaitsAs.LINE)
        alone = left.exclude(elsewhere__in=here.values("centre")).exclude(
            first_asked__in=here.values("counsellor")
        )
        letters += _change_each(alone, AS_A_LETTER, why="closed", now=now)
    return letters


def _houses_with_a_line() -> list[Centre]:
    lines = Thread.objects.in_line().filter(waits_as=WaitsAs.LINE).values("centre")
    houses = Centre.objects.filter(pk__in=lines).order_by("pk")
    return list(houses.prefetch_related("opening_hours", "opening_exceptions"))


def _change_each(
    due: ThreadQuerySet,
    columns: dict[str, Any],
    *,
    why: str,
    now: datetime,
    house: Centre | None = None,
) -> int:
    """`due` is asked once for the rows, and once more of each under its lock."""
    rows = list(due.order_by("started_at", "pk")[:MOST_AT_ONCE])
    changes = [partial(_change, due, thread, columns, why, now, house) for thread in rows]
    return sum(_unless_it_is_over(change) for change in changes)


def _change(
    due: ThreadQuerySet,
    thread: Thread,
    columns: dict[str, Any],
    why: str,
    now: datetime,
    house: Centre | None,
) -> bool:
    with transaction.atomic():
        append(_said(why, house), seat=house_at(thread), now=now)
        if not due.filter(pk=thread.pk).update(**columns):
            transaction.set_rollback(True)
            return False
        for desk in {thread.centre_id, *([house.pk] if house else [])}:
            transaction.on_commit(partial(ring_desk, desk=f"centre:{desk}"), robust=True)
        if why in {"away", "closed"}:
            ring_line_of(thread.centre_id)
    return True


def _said(why: str, house: Centre | None) -> NewEvent:
    """Told in the thread, in words, by templates/counsellors/line/_event.html."""
    has_left = why in {"away", "closed"}
    facts = {"why": why, **({"house": house.name} if house else {})}
    return NewEvent(kind=EventKind.QUEUE_LEFT if has_left else EventKind.QUEUE_JOINED, facts=facts)


def _unless_it_is_over(change: Callable[[], bool]) -> bool:
    try:
        return change()
    except ThreadIsOver:
        return False
