"""The three doors to one note: the secret link, my conversations, and the counsellor's calendar.

Each page behind a door is written once, as a function of the request and a `Visit`; the door finds
the conversation, or answers 404 before the page has begun.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from counsellors.conversations.models import Conversation
from counsellors.practice.access import (
    get_begun_conversation_by_link,
    get_conversation_to_prepare_or_note,
    get_own_begun_conversation,
)
from counsellors.practice.enums import Author
from jobcenter.accounts.access import (
    citizen_required,
    holder_of_link,
    staff_required,
    user_of,
    user_or_nobody,
)
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

ACTS = ("note", "words", "step", "step_ticked", "step_removed", "yes")
CITIZENS_ACTS = (*ACTS, "successors", "delete")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the note of `conversation`: as whom they read, and by which door they came."""

    conversation: Conversation
    reader: Author
    user: User | None
    door: str
    handle: str

    def address(self, act: str) -> str:
        return reverse(f"practice:{act}_{self.door}", args=[self.handle])

    @property
    def addresses(self) -> dict[str, str]:
        acts = ACTS if self.is_counsellor else CITIZENS_ACTS
        return {act: self.address(act) for act in acts}

    @property
    def is_counsellor(self) -> bool:
        return self.reader == Author.COUNSELLOR


type Page = Callable[[HttpRequest, Visit], HttpResponse]
type Door = Callable[..., HttpResponse]


def by_link(shown: Page) -> Door:
    @about("link to a begun conversation", opened_by=Relation.HOLDER)
    @wraps(shown)
    def view(request: HttpRequest, secret: str) -> HttpResponse:
        conversation = get_begun_conversation_by_link(secret, now=timezone.now())
        user = user_or_nobody(request)
        return shown(request, Visit(conversation, Author.CITIZEN, user, "by_link", secret))

    return holder_of_link(view)  # type: ignore[return-value]


def of_mine(shown: Page) -> Door:
    @about("begun conversation", opened_by=Relation.PERSON)
    @wraps(shown)
    def view(request: HttpRequest, public_id: str) -> HttpResponse:
        user = user_of(request)
        conversation = get_own_begun_conversation(user, public_id, now=timezone.now())
        return shown(request, Visit(conversation, Author.CITIZEN, user, "of_mine", public_id))

    return citizen_required(view)  # type: ignore[return-value]


def at_work(shown: Page) -> Door:
    @about("conversation to prepare or note", opened_by=Relation.COUNSELLOR)
    @wraps(shown)
    def view(request: HttpRequest, public_id: str) -> HttpResponse:
        user = user_of(request)
        conversation = get_conversation_to_prepare_or_note(user, public_id, now=timezone.now())
        return shown(request, Visit(conversation, Author.COUNSELLOR, user, "at_work", public_id))

    return staff_required(RoleKind.COUNSELLOR)(view)  # type: ignore[return-value]
