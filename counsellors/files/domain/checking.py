"""What is done with a file between its sender and everybody else.

No lock is held while it is looked through: the row says until when somebody is at it, and whoever
comes after a dead worker begins anew. The outcome is an event of the thread, so pages learn of it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from django.db import connection, transaction

from counsellors.chat.domain.log import append, house_at
from counsellors.chat.domain.refusals import ThreadIsOver
from counsellors.files.enums import Fault, FileKind, FileState
from counsellors.files.models import Attachment

from .documents import fault_in
from .pictures import draw_anew
from .refusals import FileRefused
from .scanning import ScannerAway, is_clean
from .sending import told
from .storing import adopt, content_of, delete_after_commit, store_bytes, stored_together

logger = logging.getLogger(__name__)

# Longer than a check ever takes; after that another worker tries.
LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=30)
# Together at most as long as a task may take, also when the scanner answers nobody.
MOST_PER_ROUND = 8
# A file that ends its worker each time (memory, time limit) is not tried for ever.
MOST_TRIES_ALONE = 5

CLAIM = """
    UPDATE counsellors_attachment SET check_due_at = %(until)s, tries = tries + 1
    WHERE id = (
        SELECT id FROM counsellors_attachment
        WHERE state IN ('checking', 'delayed') AND check_due_at <= %(now)s
        ORDER BY check_due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check came to: a fault, or the content to keep (None: as it is)."""

    fault: Fault | None = None
    content: bytes | None = None
    width: int | None = None
    height: int | None = None


def check_due_files(*, now: datetime, limit: int = MOST_PER_ROUND) -> int:
    """Check what waits, oldest first; how many were looked at. Several workers share the work."""
    for done in range(limit):
        file = _claim(now)
        if file is None:
            return done
        check(file, now=now)
    return limit


def check(file: Attachment, *, now: datetime) -> None:
    """Let it through, refuse it, or leave it waiting while the scanner is away."""
    content = content_of(file)
    try:
        outcome = Outcome(Fault.DAMAGED) if content is None else _look_through(file, content)
    except ScannerAway as error:
        logger.warning("a file waits for the virus check: %s", error)
        _delay(file, now=now)
        return
    with stored_together() as names:
        if outcome.content is not None:
            names.append(store_bytes(outcome.content, now=now))
        _settle(file, outcome, stored_as=names[0] if names else file.stored_as, now=now)


def _look_through(file: Attachment, content: bytes) -> Outcome:
    """The scanner first: it sees what was sent, and no decoder of ours sees what it finds."""
    if not is_clean(content):
        return Outcome(Fault.VIRUS)
    if file.tries > MOST_TRIES_ALONE and file.state == FileState.CHECKING:
        return Outcome(Fault.DAMAGED)
    if file.kind == FileKind.PDF:
        return Outcome(fault_in(content))
    try:
        drawn = draw_anew(BytesIO(content))
    except FileRefused:
        return Outcome(Fault.DAMAGED)
    return Outcome(None, drawn.content, drawn.width, drawn.height)


def _claim(now: datetime) -> Attachment | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE})
        row = cursor.fetchone()
    if row is None:
        return None
    return Attachment.objects.select_related("thread").filter(pk=row[0]).first()


def _settle(file: Attachment, outcome: Outcome, *, stored_as: str, now: datetime) -> None:
    state = FileState.REFUSED if outcome.fault else FileState.READY
    changed = {
        "fault": outcome.fault or "",
        "stored_as": "" if outcome.fault else stored_as,
        "size": len(outcome.content) if outcome.content else file.size,
        "width": outcome.width,
        "height": outcome.height,
    }
    _move(file, state, now=now, changed=changed)


def _delay(file: Attachment, *, now: datetime) -> None:
    """Its sender is told once; after that only the clock moves."""
    pause = min(timedelta(minutes=1) * 2 ** min(file.tries, 10), LONGEST_PAUSE)
    if file.state == FileState.DELAYED:
        Attachment.objects.filter(pk=file.pk).update(check_due_at=now + pause)
        return
    _move(file, FileState.DELAYED, now=now, changed={"check_due_at": now + pause})


def _move(
    file: Attachment, state: FileState, *, now: datetime, changed: Mapping[str, object]
) -> None:
    """Into `state`, with an event; nothing when it was taken back or deleted meanwhile."""
    with transaction.atomic():
        try:
            append(told(file, state), seat=house_at(file.thread), now=now)
        except ThreadIsOver:
            return
        still = Attachment.objects.waiting_for_a_check().filter(
            pk=file.pk, stored_as=file.stored_as
        )
        if not still.update(state=state, **changed):
            transaction.set_rollback(True)
            return
        adopt([str(changed.get("stored_as", ""))])
        delete_after_commit(file.stored_as)
