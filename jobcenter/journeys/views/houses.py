"""Find a house, and look at one house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from counsellors.caseload.domain.continuity import figure_of_today
from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.access import edits, get_centre
from jobcenter.centres.domain.hours import closed_days, days_from, week_of
from jobcenter.centres.domain.houses import House, search_houses
from jobcenter.centres.domain.palette import missing_blocks
from jobcenter.centres.enums import HoursKind
from jobcenter.journeys.domain.map import dots_of
from jobcenter.journeys.domain.people import counsellors_at, first_time_at
from jobcenter.shared.danish import danish_order
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import page

CEILINGS_SHOWN = 12
HOUSES_AT_ONCE = 12
MOST_HOUSES = 500
DAYS_WITH_OTHER_HOURS = 60


@public
@require_safe
def find_centre(request: HttpRequest) -> HttpResponse:
    """Houses near a place, or all of them from A to Å."""
    show = asked_number(request, "vis", usual=HOUSES_AT_ONCE, most=MOST_HOUSES)
    search = search_houses(words=request.GET.get("sted", ""), show=show, now=timezone.now())
    context = {
        "search": search,
        "dots": dots_of(search.houses),
        "show_next": show + HOUSES_AT_ONCE,
    }
    return page(request, "journeys/find_centre.html", context, refused=search.refusal is not None)


@public
@about("public house", opened_by=Relation.ANYBODY)
@require_safe
def centre(request: HttpRequest, slug: str) -> HttpResponse:
    """One house: when it is open, who is there, what one can talk about, how to reach it."""
    now = timezone.now()
    today = timezone.localdate(now)
    house = House(get_centre(request, slug), now)
    counsellors = counsellors_at(centre=house.centre)
    is_editor = edits(request, house.centre)
    context = {
        "house": house,
        "centre": house.centre,
        "days": days_from(centre=house.centre, first=today),
        "other_days": closed_days(centre=house.centre, first=today, count=DAYS_WITH_OTHER_HOURS),
        "phone_week": week_of(centre=house.centre, kind=HoursKind.PHONE),
        "chat_week": week_of(centre=house.centre, kind=HoursKind.CHAT),
        "walk_in_week": week_of(centre=house.centre, kind=HoursKind.WALK_IN),
        "topics": sorted(house.centre.topics.all(), key=lambda topic: danish_order(topic.name)),
        "rooms": sorted(house.centre.rooms.all(), key=lambda room: danish_order(room.name)),
        "partners": sorted(
            house.centre.partners.all(), key=lambda partner: danish_order(partner.name)
        ),
        "counsellors": counsellors,
        "first_time": first_time_at(centre=house.centre, counsellors=counsellors, now=now),
        "ceilings": list(house.centre.ceilings.all()[:CEILINGS_SHOWN]),
        "same_counsellor": figure_of_today(centre=house.centre, now=now),
        "is_editor": is_editor,
        "missing": missing_blocks(house.centre) if is_editor else [],
    }
    return page(request, "journeys/centre.html", context)
