"""Talks begun in a browser before its reader logged in: theirs only after an explicit yes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from counsellors.chat.domain.refusals import NotYoursToClaim
from counsellors.chat.domain.starting import claim_thread
from counsellors.chat.models import Thread

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def talks_to_claim(*, token_hash: bytes) -> QuerySet[Thread]:
    """Talks this browser opens and no account does, the latest first."""
    unclaimed = Thread.objects.filter(token_hash=token_hash, erased_at=None)
    return unclaimed.select_related("counsellor", "centre").order_by("-last_event_at", "-pk")


def claim_or_refuse(*, thread: Thread, user: User, token_hash: bytes | None, now: datetime) -> None:
    """The talk is the account's. Pressed twice, the second yes finds it done.

    Raises NotYoursToClaim when somebody else was quicker, or the browser has forgotten its secret.
    """
    try:
        if token_hash is None:
            raise NotYoursToClaim
        claim_thread(thread=thread, user=user, token_hash=token_hash, now=now)
    except NotYoursToClaim:
        is_theirs = Thread.objects.filter(pk=thread.pk, citizen__user=user, erased_at=None)
        if not is_theirs.exists():
            raise
