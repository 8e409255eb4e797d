"""Which question comes next: the first one whose answer is not known yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from counsellors.conversations.forms.choices import Choices
from jobcenter.ui.responses import SeeOther

TOPIC, PLACE, WAY, TIME = "topic", "place", "way", "time"
ABOUT_YOU, CHECK = "about_you", "check"
# The button of the language row: take along what is typed, judge nothing.
CARRY = "carry"
DRAFT, DRAFT_LIFE = "draft", timedelta(hours=1)


def step_names() -> list[str]:
    return [_("Topic"), _("Place"), _("Time"), _("About you"), _("Check")]


def first_open_step(choices: Choices, *, knows_person: bool) -> str:
    if choices.topic is None:
        return TOPIC
    if choices.centre is None:
        return PLACE
    if choices.mode is None:
        return WAY
    if choices.time is None:
        return TIME
    return CHECK if knows_person else ABOUT_YOU


def address_of(step: str, choices: Choices) -> str:
    return reverse(f"conversations:{step}") + choices.query()


def go_to_open_step(request: HttpRequest, choices: Choices) -> HttpResponse:
    step = first_open_step(choices, knows_person=bool(draft_of(request).get("name")))
    return SeeOther(address_of(step, choices))


def draft_of(request: HttpRequest) -> dict[str, Any]:
    """What was written about the person: in the session, never in an address, and for an hour.

    A library's browser keeps its session for the next visitor, who must not meet it there.
    """
    draft = request.session.get(DRAFT)
    if not isinstance(draft, dict) or "answers" not in draft:
        return {}
    if timezone.now().timestamp() - draft["at"] > DRAFT_LIFE.total_seconds():
        forget_draft(request)
        return {}
    return dict(draft["answers"])


def keep_draft(request: HttpRequest, answers: dict[str, Any]) -> None:
    request.session[DRAFT] = {"at": timezone.now().timestamp(), "answers": answers}


def forget_draft(request: HttpRequest) -> None:
    request.session.pop(DRAFT, None)
