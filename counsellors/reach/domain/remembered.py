"""Talks somebody can go on with: those of their account, and those of this browser. And what a
browser could still open, for whoever leaves a computer that others use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counsellors.chat.models import Thread

from .claims import talks_to_claim

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

# More than that nobody has open; the rest is found on the pages of the talks themselves.
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Remembered:
    """`by_browser`: whoever uses this browser can open it."""

    thread: Thread
    by_browser: bool

    @property
    def is_waiting(self) -> bool:
        return self.thread.counsellor_id is None and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.thread.ended_at is not None


def remembered_talks(*, user: User | None, token_hash: bytes | None) -> list[Remembered]:
    """Those that go on, the latest first. One query; none without an account and a secret."""
    if user is None and token_hash is None:
        return []
    mine = Thread.objects.of_citizen(user_id=user.pk if user else None, token_hash=token_hash)
    threads = mine.open().select_related("counsellor", "centre").order_by("-last_event_at", "-pk")
    return [Remembered(one, by_browser=one.token_hash is not None) for one in threads[:MOST_SHOWN]]


def talks_of_browser(*, token_hash: bytes | None) -> list[Remembered]:
    """Also those that have ended: they can be read until they are deleted. The latest first."""
    if token_hash is None:
        return []
    talks = talks_to_claim(token_hash=token_hash)[:MOST_SHOWN]
    return [Remembered(one, by_browser=True) for one in talks]
