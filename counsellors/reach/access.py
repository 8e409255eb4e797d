"""Who stands at the door: an account, the secret of a browser, both, or somebody new.

The secret is in an HttpOnly cookie, never in an address; only its hash is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from counsellors.chat.access import get_thread_of_citizen, secret_of_browser
from counsellors.chat.models import Thread
from jobcenter.accounts.access import user_or_nobody
from jobcenter.shared.secrets import hash_of_link

from .domain import Remembered, remembered_talks, talks_to_claim

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

# Public ids of talks whose reader has said "not mine", or not now, in this session.
ANSWERED, SHOWN = "talks_not_claimed", "talks_offered"


@dataclass(frozen=True, slots=True)
class Visitor:
    """`secret`: of this browser, "" for one that has none."""

    user: User | None
    secret: str

    @property
    def token_hash(self) -> bytes | None:
        return hash_of_link(self.secret) if self.secret else None

    @property
    def is_known(self) -> bool:
        return self.user is not None or bool(self.secret)


def visitor_of(request: HttpRequest) -> Visitor:
    return Visitor(user_or_nobody(request), secret_of_browser(request))


def own_talks(visitor: Visitor) -> list[Remembered]:
    """Those that go on, of the account and of the browser."""
    return remembered_talks(user=visitor.user, token_hash=visitor.token_hash)


def waiting_talk_of(visitor: Visitor) -> Thread | None:
    """The one that nobody has taken yet: there is never a second one in the same browser."""
    waiting = (one.thread for one in own_talks(visitor) if one.is_waiting)
    return next(waiting, None)


def get_talk_to_claim(request: HttpRequest, public_id: str) -> Thread:
    """Opened by the browser or the account; anybody else's does not exist."""
    return get_thread_of_citizen(request, public_id)


def is_claimed_by(thread: Thread, user: User) -> bool:
    return thread.citizen is not None and thread.citizen.user_id == user.pk


def talk_to_offer_once(request: HttpRequest) -> Thread | None:
    """A talk of this browser that somebody who is logged in may make their own: asked a single time
    in a session. No query without a secret.
    """
    visitor = visitor_of(request)
    if visitor.user is None or visitor.token_hash is None:
        return None
    passed = [*request.session.get(ANSWERED, []), *request.session.get(SHOWN, [])]
    thread = talks_to_claim(token_hash=visitor.token_hash).exclude(public_id__in=passed).first()
    if thread is not None:
        _note(request, SHOWN, thread)
    return thread


def is_offered(request: HttpRequest, thread: Thread) -> bool:
    """Whether to ask on the page of a talk: it is of this very browser, and no was not said."""
    visitor = visitor_of(request)
    if visitor.user is None or visitor.token_hash is None or thread.token_hash is None:
        return False
    is_of_browser = bytes(thread.token_hash) == visitor.token_hash
    return is_of_browser and thread.public_id not in request.session.get(ANSWERED, [])


def leave_unclaimed(request: HttpRequest, thread: Thread) -> None:
    """ "No": the talk stays as it is, and is not asked about again in this session."""
    _note(request, ANSWERED, thread)


def _note(request: HttpRequest, name: str, thread: Thread) -> None:
    noted = [*request.session.get(name, []), thread.public_id]
    request.session[name] = sorted(set(noted))
