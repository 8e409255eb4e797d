"""A day's rows, and one of them: alone for htmx, on a page of its own without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import reswap, retarget

from counsellors.availability.enums import Mode
from counsellors.conversations.forms.steps import needs_in_words
from counsellors.conversations.models import Conversation
from counsellors.workday.access import see_my_hours, see_my_talk
from counsellors.workday.domain.days import Day, Talk
from jobcenter.accounts.access import user_of
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.dates import in_copenhagen
from jobcenter.ui.responses import go_to, page

PAGE = "counsellors/workday/conversation.html"
DAY_PAGE = "counsellors/workday/day.html"


def row_of(talk: Talk) -> dict[str, Any]:
    """What the row's template tells."""
    conversation = talk.conversation
    return {
        "talk": talk,
        "conversation": conversation,
        "needs": needs_in_words(conversation.needs, conversation.interpreter_language),
        "is_upcoming": not talk.has_begun and not talk.is_over,
    }


def timeline_of(shown: Day) -> dict[str, Any]:
    """What of a day changes with each conversation in it: the rows, the gaps, the calls."""
    calls = [t for t in shown.talks if t.conversation.mode == Mode.PHONE and not t.is_over]
    rows = [
        {"start": entry.start, "entry": entry, "row": row_of(entry.talk) if entry.talk else None}
        for entry in shown.entries
    ]
    return {"rows": rows, "has_talks": bool(shown.talks), "calls": calls}


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
    if _stands_in_the_day(request):
        return _day_again(request, old, now_it_is, said)
    if now_it_is is not None and now_it_is.pk == old.pk:
        return row_page(request, now_it_is, said=said)
    return page(request, PAGE, {"row": _row_of_what_was(old, now_it_is, said)}, fragment="row")


def _stands_in_the_day(request: HttpRequest) -> bool:
    """Whether the row was changed in the day, or on its own small page."""
    address = getattr(request, "htmx").current_url_abs_path or ""  # noqa: B009 -- set by middleware
    return urlsplit(address).path == reverse("workday:day")


def _day_again(
    request: HttpRequest, old: Conversation, now_it_is: Conversation | None, said: str
) -> HttpResponse:
    """The whole timeline in its place: a change in one row opens or closes gaps around it."""
    day = in_copenhagen(old.starts_at).date()
    shown = timeline_of(see_my_hours(user_of(request), day=day, now=timezone.now()))
    changed = old if now_it_is is None else now_it_is
    same = [one["row"] for one in shown["rows"] if one["row"] and changed.pk == old.pk
            and one["row"]["conversation"].pk == old.pk]  # fmt: skip
    for row in same:
        row.update(said=said, is_alone=True)
    if not same:
        was = {"start": old.starts_at, "row": _row_of_what_was(old, now_it_is, said)}
        shown["rows"] = sorted([was, *shown["rows"]], key=lambda one: one["start"])
    response = page(request, DAY_PAGE, shown, fragment="changed")
    return reswap(retarget(response, "#dagen"), "outerHTML")


def _row_of_what_was(
    old: Conversation, now_it_is: Conversation | None, said: str
) -> dict[str, Any]:
    row = {"conversation": old, "said": said, "is_alone": True}
    return row | ({"new_address": day_address(now_it_is)} if now_it_is is not None else {})


def day_address(of: Conversation, row: Conversation | None = None) -> str:
    """The day `of` is on, at the row of that conversation or of another one."""
    day = in_copenhagen(of.starts_at).date()
    anchor = f"samtale-{(row or of).public_id}"
    return f"{reverse('workday:day', query={'dag': day.isoformat()})}#{anchor}"
