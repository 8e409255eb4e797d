"""The two doors to a talk: the citizen's (account, or the browser's own cookie), and the desk.

Every room with pages about a talk leads people in here; the pages themselves are theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from counsellors.chat.access import get_thread_at_work, get_thread_of_citizen, seat_of_citizen
from counsellors.chat.domain.seats import Seat
from counsellors.chat.enums import Side
from counsellors.chat.models import Thread
from jobcenter.accounts.access import holder_of_link, staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about

from .moved import say_it_has_moved

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

ACTS = ("talk", "events", "older", "say", "read", "end")
ONE_SIDED = {"as_citizen": ("delete",), "at_work": ("take",)}


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a thread, and by which door they came. `user` is set at work only."""

    thread: Thread
    seat: Seat
    door: str
    user: User | None = None

    def address(self, act: str, *ids: str | int) -> str:
        """A page behind the same door: `end` of the talk itself, `files:files` of another room."""
        room, _, name = act.rpartition(":")
        page = f"{room or 'chat'}:{name}_{self.door}"
        return reverse(page, args=[self.thread.public_id, *ids])

    @property
    def addresses(self) -> dict[str, str]:
        return {act: self.address(act) for act in (*ACTS, *ONE_SIDED[self.door])}

    @property
    def of_a_message(self) -> dict[str, str]:
        """Where each message is mended, taken back and reported, with 0 for its number. Looked up
        once for a page: sixty messages have two hundred such addresses.
        """
        acts = {"edit": "edit", "take_back": "take_back", "report": "safety:report"}
        return {name: self.address(act, 0) for name, act in acts.items()}

    @property
    def is_at_work(self) -> bool:
        return self.seat.side == Side.COUNSELLOR

    @property
    def is_waiting(self) -> bool:
        return self.thread.counsellor is None and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.thread.ended_at is not None


type Page = Callable[..., HttpResponseBase]
type Door = Callable[..., HttpResponseBase]


def as_citizen(shown: Page, *, thing: str = "chat") -> Door:
    """The secret is in a cookie, never in the address."""

    @about(thing, opened_by=Relation.PERSON)
    @wraps(shown)
    def view(request: HttpRequest, public_id: str, **which: Any) -> HttpResponseBase:
        thread = get_thread_of_citizen(request, public_id)
        return shown(request, Visit(thread, seat_of_citizen(thread), "as_citizen"), **which)

    return holder_of_link(view)  # type: ignore[return-value,type-var]


def at_work(shown: Page, *, thing: str = "chat") -> Door:
    @about(thing, opened_by=Relation.COUNSELLOR)
    @wraps(shown)
    def view(request: HttpRequest, public_id: str, **which: Any) -> HttpResponseBase:
        user = user_of(request)
        try:
            thread, seat = get_thread_at_work(user, public_id)
        except Http404:
            return say_it_has_moved(request, user, public_id)
        return shown(request, Visit(thread, seat, "at_work", user), **which)

    return staff_required(RoleKind.COUNSELLOR)(view)  # type: ignore[return-value,type-var]
