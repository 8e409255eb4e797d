"""Who has signed up, for the people of the house; and answers they take on the phone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.activities.models import ActivityDate
from events.signups.access import (
    KINDS,
    get_date_of_house,
    get_houses_of,
    get_place_of_house,
    see_places,
)
from events.signups.domain import (
    accept_offer,
    counted,
    first_seats_of,
    give_up_place,
    sign_up,
    take_free_place,
)
from events.signups.domain.seats import is_first_come
from events.signups.enums import PlaceState
from events.signups.forms import WriteDownForm, key_to_send
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

MOST_DATES = 50
DATE_OF_HOUSE = "date of the house"


@require_safe
@staff_required(*KINDS)
def dates(request: HttpRequest) -> HttpResponse:
    """The dates to come that one signs up for, and how many have: counts only."""
    now = timezone.now()
    houses = get_houses_of(user_of(request))
    rows = ActivityDate.objects.public().upcoming(now).filter(activity__centre__in=houses)
    rows = rows.filter(activity__signup_terms__isnull=False).select_related("activity__centre")
    listed = counted(rows, now=now).order_by("starts_at", "pk")[:MOST_DATES]
    return page(request, "events/signups/dates.html", {"dates": listed})


@require_safe
@staff_required(*KINDS)
@about(DATE_OF_HOUSE, opened_by=Relation.HOUSE)
def listed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everybody who has a place, is offered one or waits, in the order of the line."""
    now = timezone.now()
    seen = see_places(user_of(request), public_id, now=now)
    shown = [(place, place.state_at(now)) for place in seen.places]
    context = {
        "event": seen.date,
        "shown": [one for one in shown if one[1] != PlaceState.LAPSED],
        "can_take_now": is_first_come(seen.date, now=now) and not seen.date.is_full,
        "people": sum(p.people for p, state in shown if state == PlaceState.TAKEN),
    }
    return page(request, "events/signups/listed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*KINDS)
@about(DATE_OF_HOUSE, opened_by=Relation.HOUSE)
def write_down(request: HttpRequest, public_id: str) -> HttpResponse:
    """Somebody calls or stands at the desk."""
    user, now = user_of(request), timezone.now()
    one = get_date_of_house(user, public_id)
    form = WriteDownForm(request.POST or None, terms=one.activity.signup_terms, now=now)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            key = request.POST.get("key", "")
            sign_up(one=one, request=form.request(), form_key=key, now=now, actor=user)
            return go_to(request, "signups:listed", public_id)
        except Refusal as said:
            refusal = said
    key = key_to_send(request, refusal)
    context = {
        "event": one,
        "form": form,
        "refusal": refusal,
        "key": key,
        "first_seats": first_seats_of(one, now=now),
    }
    return page(request, "events/signups/write_down.html", context, refused=form.is_bound)


@require_POST
@staff_required(*KINDS)
@about("place of the house", opened_by=Relation.HOUSE)
def answer(request: HttpRequest, public_id: str, place_id: str) -> HttpResponse:
    """Yes or no, as somebody said it on the phone."""
    user, now = user_of(request), timezone.now()
    place = get_place_of_house(user, public_id, place_id)
    try:
        if request.POST.get("svar") != "ja":
            give_up_place(place=place, now=now, actor=user)
        elif place.state == PlaceState.WAITING:
            take_free_place(place=place, now=now, actor=user)
        else:
            accept_offer(place=place, now=now, actor=user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return go_to(request, "signups:listed", public_id)
