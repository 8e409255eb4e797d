"""The open talk beside the list: the talk's own page, with the desk's addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from counsellors.chat.views.doors import Visit
from counsellors.inbox.access import get_thread_at_work, snippets_for
from counsellors.inbox.models import Snippet
from counsellors.talk.domain.rows import seen_by
from counsellors.talk.forms import ComposerForm
from counsellors.talk.views.shown import composer_of, head_of, log_of

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

AT_THE_DESK = {
    "talk": "inbox:thread",
    "say": "inbox:say",
    "read": "inbox:read",
    "take": "inbox:take",
}


@dataclass(frozen=True, slots=True)
class DeskVisit(Visit):
    """At work, and on the desk: whoever writes here stays here, also without scripts."""

    def address(self, act: str, *ids: str | int) -> str:
        if act in AT_THE_DESK:
            return reverse(AT_THE_DESK[act], args=[self.thread.public_id])
        return Visit.address(self, act, *ids)

    @property
    def is_mine(self) -> bool:
        return self.thread.counsellor_id == self.seat.counsellor_id


def visit_of(user: User, public_id: str) -> DeskVisit:
    thread, seat = get_thread_at_work(user, public_id)
    return DeskVisit(thread, seat, "at_work", user)


def pane_of(request: HttpRequest, visit: DeskVisit) -> dict[str, Any]:
    """What the templates of the talk and of the desk need to show it."""
    log = log_of(visit, now=timezone.now())
    snippets = snippets_for(visit.thread)
    form = ComposerForm(initial={"words": _asked_words(request, visit, snippets)})
    return {
        **composer_of(visit, form),
        **head_of(visit),
        **log,
        "seen": seen_by(log["rows"]),
        "snippets": [(one, one.words_in(visit.thread.page_language)) for one in snippets],
    }


def _asked_words(request: HttpRequest, visit: DeskVisit, snippets: list[Snippet]) -> str:
    """The shared text after `?tekst=`, in the language of whoever reads it."""
    asked = request.GET.get("tekst", "")
    found = next((one for one in snippets if one.public_id == asked), None)
    return found.words_in(visit.thread.page_language) if found else ""
