"""A block and its end, told in the talk it was made in: an open page learns of it by the bell.

The event says until when and no more. Why stands in the block, where it is lifted and forgotten.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from counsellors.chat.enums import EventKind
from counsellors.chat.models import Thread
from counsellors.people.models import Counsellor
from counsellors.safety.domain import Whom, block, lift_block
from counsellors.safety.models import Block
from jobcenter.shared.transactions import in_one_transaction

from .log import NewEvent, append, house_at
from .refusals import ThreadIsOver

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

STOPPED, LIFTED = "stopped", "lifted"


def stop_writer(
    *,
    thread: Thread,
    reason: str,
    lasts: timedelta,
    by: Counsellor,
    with_address: bool = False,
    now: datetime,
) -> Block:
    """Keep whoever writes in `thread` from writing anywhere for a while; see `safety.block`.

    Raises SayWhy, NobodyToBlock.
    """

    def stop() -> Block:
        made = block(
            whom=_whom(thread), reason=reason, lasts=lasts, by=by, centre=thread.centre,
            with_address=with_address, now=now,
        )  # fmt: skip
        _tell(thread, {"state": STOPPED, "until": made.until.isoformat()}, now=now)
        return made

    return in_one_transaction(stop)


def let_write_again(*, block: Block, by: Counsellor | User, now: datetime) -> bool:
    """False when somebody else was first. It is told once the last block of that talk is gone."""
    with transaction.atomic():
        if not lift_block(block=block, by=by, now=now):
            return False
        if not Block.objects.lasting(now).filter(thread=block.thread).exists():
            for thread in Thread.objects.filter(public_id=block.thread):
                _tell(thread, {"state": LIFTED}, now=now)
    return True


def _whom(thread: Thread) -> Whom:
    """Who writes in this talk, as far as it can be recognised."""
    return Whom(
        thread=thread.public_id,
        token_hash=bytes(thread.token_hash) if thread.token_hash else None,
        user_id=thread.citizen.user_id if thread.citizen else None,
    )


def _tell(thread: Thread, facts: dict[str, str], *, now: datetime) -> None:
    told = NewEvent(kind=EventKind.STOPPED, facts=facts, may_follow_the_end=True)
    # Of a talk that was deleted nothing is told.
    with suppress(ThreadIsOver):
        append(told, seat=house_at(thread), now=now)
