"""One conversation as a row: alone for htmx, on a page of its own without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from counsellors.availability.enums import Mode
from counsellors.conversations.forms.steps import needs_in_words
from counsellors.conversations.models import Conversation
from counsellors.workday.access import see_my_talk
from counsellors.workday.domain.days import Talk
from jobcenter.accounts.access import user_of
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.dates import in_copenhagen
from jobcenter.ui.responses import go_to, page

PAGE = "counsellors/workday/conversation.html"


def row_of(talk: Talk) -> dict[str, Any]:
    """What the row's template tells."""
    conversation = talk.conversation
    return {
        "talk": talk,
        "conversation": conversation,
        "needs": needs_in_words(conversation.needs, conversation.interpreter_language),
        "is_upcoming": not talk.has_begun and not talk.is_over,
    }


def row_page(
    request: HttpRequest,
    conversation: Conversation,
    *,
    refusal: Refusal | None = None,
    refused: bool = False,
    **extra: Any,
) -> HttpResponse:
    """The row as it stands now, with a form in it or what was refused."""
    talk = see_my_talk(user_of(request), conversation.public_id, now=timezone.now())
    row: Mapping[str, Any] = row_of(talk) if talk else {"conversation": conversation}
    context = {
        "row": {**row, **extra, "refusal": refusal, "is_alone": True},
        "day_address": day_address(conversation),
    }
    is_refused = refused or refusal is not None
    return page(request, PAGE, context, fragment="row", refused=is_refused)


def done(
    request: HttpRequest, old: Conversation, now_it_is: Conversation | None, said: str
) -> HttpResponse:
    """After a change: the row says so in its place, or the same day is shown again."""
    if not getattr(request, "htmx", False):
        messages.success(request, said)
        return go_to(request, day_address(old, now_it_is or old))
    if now_it_is is not None and now_it_is.pk == old.pk:
        is_no_call = now_it_is.mode != Mode.PHONE
        return row_page(request, now_it_is, said=said, is_no_call=is_no_call)
    row = {"conversation": old, "said": said, "is_alone": True, "is_no_call": True}
    if now_it_is is not None:
        row["new_address"] = day_address(now_it_is)
    return page(request, PAGE, {"row": row}, fragment="row")


def day_address(of: Conversation, row: Conversation | None = None) -> str:
    """The day `of` is on, at the row of that conversation or of another one."""
    day = in_copenhagen(of.starts_at).date()
    anchor = f"samtale-{(row or of).public_id}"
    return f"{reverse('workday:day', query={'dag': day.isoformat()})}#{anchor}"
