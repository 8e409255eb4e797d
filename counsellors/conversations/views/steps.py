"""Which question comes next: the first one whose answer is not known yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from counsellors.conversations.forms.choices import Choices, ChosenTime
from jobcenter.ui.responses import SeeOther

TOPIC, PLACE, WAY, TIME = "topic", "place", "way", "time"
ABOUT_YOU, CHECK = "about_you", "check"
# The button of the language row: take along what is typed, judge nothing.
CARRY = "carry"
DRAFT, BOOKED = "draft", "booked"
KEPT_FOR = timedelta(hours=1)


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
    """What was written about the person: in the session, never in an address, and for an hour."""
    return dict(_kept(request, DRAFT) or {})


def keep_draft(request: HttpRequest, answers: dict[str, Any]) -> None:
    _keep(request, DRAFT, answers)


def forget_draft(request: HttpRequest) -> None:
    request.session.pop(DRAFT, None)


def booked_here(request: HttpRequest, time: ChosenTime) -> str | None:
    """The public id of the conversation this very time became in this browser."""
    known = _kept(request, BOOKED)
    return str(known["conversation"]) if known and known["time"] == str(time) else None


def remember_booked(request: HttpRequest, time: ChosenTime, *, public_id: str) -> None:
    """Only where a session stands already: a booking needs none."""
    if not request.session.is_empty():
        _keep(request, BOOKED, {"time": str(time), "conversation": public_id})


def _keep(request: HttpRequest, name: str, what: dict[str, Any]) -> None:
    request.session[name] = {"at": timezone.now().timestamp(), "what": what}


def _kept(request: HttpRequest, name: str) -> dict[str, Any] | None:
    """A library's browser keeps its session for the next visitor, who must not meet it there."""
    kept = request.session.get(name)
    if not isinstance(kept, dict) or "what" not in kept:  # none, or of an earlier release
        return None
    if timezone.now().timestamp() - kept["at"] > KEPT_FOR.total_seconds():
        del request.session[name]
        return None
    return dict(kept["what"])
