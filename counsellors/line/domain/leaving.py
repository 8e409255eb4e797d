"""Out of the line for something else: a call at another time, or an answer by mail.

A place is never lost in silence: it stands in the thread, so that the wait counts as one that was
left, and those behind hear that they have moved up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from counsellors.chat.domain.line_bells import ring_line_of
from counsellors.chat.domain.log import NewEvent, append
from counsellors.chat.domain.seats import Seat
from counsellors.chat.enums import EventKind, WaitsAs
from counsellors.chat.models import Thread

IN_LINE = (WaitsAs.LINE, WaitsAs.PHONE)


class Instead(StrEnum):
    """Told in the thread, in words, by templates/counsellors/line/_told.html."""

    CALL = "call"
    LETTER = "letter"
    NOT_CALLED = "not_called"


def leave_line(
    *,
    thread: Thread,
    seat: Seat,
    why: Instead,
    columns: Mapping[str, object],
    now: datetime,
    among: tuple[WaitsAs, ...] = IN_LINE,
) -> bool:
    """From here on the thread waits as `columns` say; `among` are the ways of waiting it may leave.
    False, and nothing is changed, when it has no such place. The thread's row must be locked.
    """
    left = Thread.objects.in_line().filter(pk=thread.pk, waits_as__in=among)
    if not left.update(**columns):
        return False
    append(NewEvent(kind=EventKind.QUEUE_LEFT, facts={"why": why.value}), seat=seat, now=now)
    ring_line_of(thread.centre_id)
    return True
