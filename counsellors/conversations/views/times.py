"""The slot picker, and what to do when there are no times."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from counsellors.availability.domain.offers import Offers, explain, offer_times, relaxations
from counsellors.conversations.domain.reading import own_counsellor_of
from counsellors.conversations.forms.choices import Choices
from counsellors.conversations.forms.picker import (
    DAYS_AT_FIRST,
    MOST_DAYS_SHOWN,
    ShownDay,
    TimeForm,
    days_to_show,
)
from counsellors.conversations.forms.steps import TimeFilterForm
from jobcenter.accounts.access import public
from jobcenter.shared.danish import danish_order
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import SeeOther, page

from .steps import PLACE, TIME, WAY, address_of, go_to_open_step, step_names


@require_safe
@public
def time(request: HttpRequest) -> HttpResponse:
    choices = Choices.read(request.GET)
    if choices.centre is None:
        return SeeOther(address_of(PLACE, choices))
    if choices.mode is None:
        return SeeOther(address_of(WAY, choices))
    now = timezone.now()
    own = own_counsellor_of(request.user) if request.user.is_authenticated else None
    offers = offer_times(question=choices.question(own_counsellor=own), now=now)
    shown = days_to_show(
        offers,
        days=_days_asked_for(request),
        own_counsellor_id=own.pk if own else None,
        is_whole_day="hele" in request.GET,
    )
    answer = request.GET if "videre" in request.GET else None
    form = TimeForm(answer, days=shown, counsellors=offers.counsellors, centres=offers.centres)
    if form.is_bound and form.is_valid():
        return go_to_open_step(request, choices)
    context = _context(request, choices, form, offers, shown)
    refused = form.is_bound
    return page(
        request, "counsellors/conversations/time.html", context, fragment="times", refused=refused
    )


def _days_asked_for(request: HttpRequest) -> int:
    asked = asked_number(request, "dage", usual=DAYS_AT_FIRST, most=MOST_DAYS_SHOWN)
    return max(asked, DAYS_AT_FIRST)


def _context(
    request: HttpRequest,
    choices: Choices,
    form: TimeForm,
    offers: Offers,
    shown: list[ShownDay],
) -> dict[str, Any]:
    context = {
        "choices": choices,
        "form": form,
        "filters": _filters(request, choices, offers),
        "shown": shown,
        "step": 3,
        "steps": step_names(),
        "action": address_of(TIME, Choices()),
        "kept": choices.pairs(time=None),
        "kept_by_filter": choices.pairs(
            time=None, from_date=None, part_of_day="", language="", counsellor=None, needs=()
        ),
        "minutes": choices.question().minutes,
        "sooner": _without_counsellor(choices),
        "more": _more(request, choices, offers, shown),
        "whole_days": [
            {"day": day, "address": _whole_day(choices, day)} for day in shown if day.hidden
        ],
    }
    if not shown:
        context |= _no_times(choices, offers)
    return context


def _filters(request: HttpRequest, choices: Choices, offers: Offers) -> TimeFilterForm:
    people = sorted(offers.counsellors.values(), key=lambda person: danish_order(person.name))
    names = [(person.slug, person.name) for person in people]
    if choices.counsellor and choices.counsellor.slug not in dict(names):
        names.append((choices.counsellor.slug, choices.counsellor.name))
    initial = {
        "dag": choices.from_date,
        "del": choices.part_of_day,
        "sprog": choices.language,
        "vejleder": choices.counsellor.slug if choices.counsellor else "",
        "behov": list(choices.needs),
    }
    return TimeFilterForm(counsellors=names, initial=initial)


def _more(
    request: HttpRequest, choices: Choices, offers: Offers, shown: list[ShownDay]
) -> dict[str, str] | None:
    """The link to more days: the same page, longer, landing on the first new day."""
    if len(offers.days) <= len(shown) or not shown:
        return None
    if "hele" in request.GET:
        next_day = offers.days[1].date
        return {"address": address_of(TIME, replace(choices, from_date=next_day, time=None))}
    days = _days_asked_for(request) + DAYS_AT_FIRST
    return {"address": f"{address_of(TIME, replace(choices, time=None))}&dage={days}#times"}


def _without_counsellor(choices: Choices) -> str:
    """Whoever asked for one person may rather meet somebody sooner."""
    if choices.counsellor is None:
        return ""
    anybody = replace(choices, counsellor=None, time=None)
    return f"{address_of(TIME, anybody)}#times"


def _whole_day(choices: Choices, shown: ShownDay) -> str:
    on_that_day = replace(choices, from_date=shown.day.date, time=None)
    return f"{address_of(TIME, on_that_day)}&hele=1"


def _no_times(choices: Choices, offers: Offers) -> dict[str, Any]:
    found = relaxations(question=choices.question(), now=timezone.now())
    return {
        "why": [(rule.label, count) for rule, count in explain(offers)][:3],
        "ways_out": [
            {
                "kind": relaxation.kind.value,
                "count": relaxation.count,
                "first": relaxation.first,
                "address": address_of(TIME, _relaxed(choices, relaxation)),
            }
            for relaxation in found
        ],
    }


def _relaxed(choices: Choices, relaxation: Any) -> Choices:
    """The choices that ask the relaxed question; a mode given up becomes the mode of the first."""
    asked = relaxation.question
    mode = asked.mode or type(choices.mode)(relaxation.first.mode) if choices.mode else None
    centre = asked.centre or choices.centre
    return replace(
        choices,
        time=None,
        mode=mode,
        centre=centre,
        counsellor=asked.counsellor,
        from_date=asked.from_date,
    )
