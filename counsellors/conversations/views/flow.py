"""The questions before the name: topic, house, way of meeting, time.

Every step is a page of its own with an address of its own; an answer travels in the address of the
next. All of it is GET, so Back, Forward, reload and a bookmark just work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from counsellors.availability.enums import Mode
from counsellors.availability.models import WorkingHours
from counsellors.conversations.forms.choices import Choices
from counsellors.conversations.forms.steps import PlaceForm, TopicForm, WayForm
from jobcenter.accounts.access import public
from jobcenter.centres.domain.nearest import centres_near
from jobcenter.centres.domain.places import PlaceNotKnown, find_place
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.danish import danish_order
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import SeeOther, page

from .steps import PLACE, TOPIC, WAY, address_of, go_to_open_step, step_names

HOUSES_SHOWN = 12


@require_safe
@public
def start(request: HttpRequest) -> HttpResponse:
    """Before the first question: how long, what you need, who sees it, that it is voluntary."""
    choices = Choices.read(request.GET)
    return page(
        request,
        "counsellors/conversations/start.html",
        {"choices": choices, "on": address_of(TOPIC, choices)},
    )


@require_safe
@public
def topic(request: HttpRequest) -> HttpResponse:
    choices = Choices.read(request.GET)
    topics = Topic.objects.all()
    if choices.counsellor:
        topics = topics.filter(counsellors=choices.counsellor)
    elif choices.centre:
        topics = topics.filter(centres=choices.centre)
    form = TopicForm(_answer(request), topics=topics)
    if form.is_bound and form.is_valid():
        return go_to_open_step(request, choices)
    return _question(
        request, choices, form, field="emne", step=1, action=TOPIC, without={"emne", "tid"}
    )


@require_safe
@public
def place(request: HttpRequest) -> HttpResponse:
    choices = Choices.read(request.GET)
    near = request.GET.get("sted", "").strip()
    rows, complaint = _houses(choices, near)
    form = PlaceForm(_answer(request), centres=rows)
    if form.is_bound and form.is_valid():
        return go_to_open_step(request, choices)
    if len(rows) == 1 and not near and choices.centre is None and not form.is_bound:
        return SeeOther(address_of(WAY, replace(choices, centre=rows[0][0])))
    return _question(
        request, choices, form, field="hus", step=2, action=PLACE, without={"hus", "tid"},
        near=near, complaint=complaint,
    )  # fmt: skip


@require_safe
@public
def way(request: HttpRequest) -> HttpResponse:
    choices = Choices.read(request.GET)
    if choices.centre is None:
        return SeeOther(address_of(PLACE, choices))
    form = WayForm(_answer(request), modes=_modes(choices))
    if form.is_bound and form.is_valid():
        return go_to_open_step(request, choices)
    return _question(
        request, choices, form, field="form", step=2, action=WAY, without={"form", "tid"}
    )


def _answer(request: HttpRequest) -> Any:
    """The query as form data once the page's own button was pressed, else None: nothing judged."""
    return request.GET if "videre" in request.GET else None


def _question(
    request: HttpRequest,
    choices: Choices,
    form: Any,
    *,
    field: str,
    step: int,
    action: str,
    without: set[str],
    **more: Any,
) -> HttpResponse:
    """One question; every other choice rides along in hidden fields."""
    context = {
        "choices": choices,
        "form": form,
        "bound_field": form[field],
        "steps": step_names(),
        "step": step,
        "action": address_of(action, Choices()),
        "kept": [pair for pair in choices.pairs() if pair[0] not in without],
        **more,
    }
    refused = form.is_bound and not form.is_valid()
    return page(request, f"counsellors/conversations/{action}.html", context, refused=refused)


def _houses(choices: Choices, near: str) -> tuple[list[tuple[Centre, str]], Refusal | None]:
    """The houses to choose from with their second lines: nearest first, else alphabetical."""
    centres = Centre.objects.published()
    if choices.counsellor:
        centres = centres.filter(counsellors=choices.counsellor)
    if near:
        try:
            return _nearest_houses(centres, near), None
        except PlaceNotKnown as refusal:
            return _alphabetical(centres), refusal
    return _alphabetical(centres), None


def _nearest_houses(centres: Iterable[Centre], near: str) -> list[tuple[Centre, str]]:
    nearby = centres_near(place=find_place(near), centres=centres)
    return [
        (
            found.centre,
            _("about %(km)s km away, %(street)s, %(town)s")
            % {"km": found.about_km, "street": found.centre.street, "town": found.centre.town},
        )
        for found in nearby[:HOUSES_SHOWN]
    ]


def _alphabetical(centres: Iterable[Centre]) -> list[tuple[Centre, str]]:
    in_order = sorted(centres, key=lambda centre: danish_order(centre.name))
    return [(centre, f"{centre.street}, {centre.town}") for centre in in_order]


def _modes(choices: Choices) -> list[Mode]:
    """The ways somebody in this house meets people about this topic, in the usual order."""
    hours = WorkingHours.objects.filter(centre=choices.centre, counsellor__is_active=True)
    today = timezone.localdate()
    hours = hours.exclude(valid_on__fully_lt=(today, None))
    if choices.counsellor:
        hours = hours.filter(counsellor=choices.counsellor)
    elif choices.topic:
        hours = hours.filter(counsellor__topics=choices.topic)
    found = {mode for modes in hours.values_list("modes", flat=True) for mode in modes}
    return [mode for mode in Mode if mode.value in found] or list(Mode)
