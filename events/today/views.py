"""In the house today: for everybody, and for the screen in the hall."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.access import get_centre
from jobcenter.centres.domain.houses import House
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order
from jobcenter.ui.responses import page

from .domain import changes_since_yesterday, on_today, rooms_today

# What can be read across a hall without anybody scrolling.
ON_SCREEN = {"now": 3, "later": 5, "rooms": 6, "changes": 3}


@public
@require_safe
def all_houses(request: HttpRequest) -> HttpResponse:
    """What is on today in any house, and the way to each of them."""
    now = timezone.now()
    houses = Centre.objects.published().only("slug", "name", "town")
    context = {
        "now": now,
        "today": on_today(centre=None, now=now),
        "changes": changes_since_yesterday(centre=None, now=now),
        "houses": sorted(houses, key=lambda centre: danish_order(centre.name)),
    }
    return page(request, "events/today/today.html", context)


@public
@about("public house", opened_by=Relation.ANYBODY)
@require_safe
def house(request: HttpRequest, slug: str) -> HttpResponse:
    return page(request, "events/today/today.html", _of_house(request, slug))


@public
@about("public house", opened_by=Relation.ANYBODY)
@require_safe
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The same at a glance; loads itself anew every minute."""
    context = _of_house(request, slug)
    today = context["today"]
    shown = {
        "on": today.now[: ON_SCREEN["now"]],
        "later": today.later[: ON_SCREEN["later"]],
        "more": len(today.now[ON_SCREEN["now"] :]) + len(today.later[ON_SCREEN["later"] :]),
        "rooms": context["rooms"][: ON_SCREEN["rooms"]],
        "changes": context["changes"][: ON_SCREEN["changes"]],
    }
    return page(request, "events/today/screen.html", context | shown)


def _of_house(request: HttpRequest, slug: str) -> dict[str, Any]:
    now = timezone.now()
    centre = get_centre(request, slug)
    today = on_today(centre=centre, now=now)
    return {
        "now": now,
        "centre": centre,
        "house": House(centre, now),
        "today": today,
        "rooms": rooms_today(centre=centre, today=today, now=now),
        "changes": changes_since_yesterday(centre=centre, now=now),
    }
