"""Signing up, and one's own page behind the secret link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.activities.models import ActivityDate
from events.signups.access import (
    get_date_behind_first_seat,
    get_date_to_sign_up_for,
    get_place_by_link,
    get_sign_up_by_link,
)
from events.signups.domain import (
    accept_offer,
    change_people,
    dates_signed_up_for,
    first_seats_of,
    give_up_place,
    join_again,
    sign_up,
    standings_of,
    stop_reminders,
    take_free_place,
    who_looked,
)
from events.signups.domain.notices import facts_of
from events.signups.domain.seats import is_on
from events.signups.domain.secrets import link_secret_of
from events.signups.enums import PlaceState
from events.signups.forms import SignUpForm, key_to_send
from events.signups.models import FirstSeat, Place, SignUp
from jobcenter.accounts.access import holder_of_link, public
from jobcenter.accounts.policy import Relation, about
from jobcenter.outbox.invitations import invitation
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.addresses import client_address
from jobcenter.ui.responses import go_to, page

LINK = "link to a sign-up"


@require_http_methods(["GET", "HEAD", "POST"])
@public
@about("date to sign up for", opened_by=Relation.ANYBODY)
def sign_up_for(request: HttpRequest, public_id: str) -> HttpResponse:
    """A name, one channel, and what the organiser asks."""
    return _sign_up_for(request, get_date_to_sign_up_for(public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@holder_of_link
@about("first seat", opened_by=Relation.HOLDER)
def sign_up_first(request: HttpRequest, secret: str, public_id: str) -> HttpResponse:
    """The same before everybody else, for somebody who wished for it."""
    return _sign_up_for(request, *get_date_behind_first_seat(secret, public_id))


def _sign_up_for(
    request: HttpRequest, one: ActivityDate, seat: FirstSeat | None = None
) -> HttpResponse:
    now = timezone.now()
    form = SignUpForm(request.POST or None, terms=one.activity.signup_terms, now=now)
    refusal = None
    if form.is_bound and form.was_filled_by_a_program:
        return go_to(request, "activities:date", one.public_id)
    if form.is_bound and form.is_valid():
        try:
            made = sign_up(
                one=one, request=form.request(), form_key=request.POST.get("key", ""),
                address=client_address(request), now=now,
                first_seat=bytes(seat.link_hash) if seat else None,
            )  # fmt: skip
            return go_to(request, "signups:mine", link_secret_of(made))
        except Refusal as said:
            refusal = said
    context = _form_context(request, one, form, refusal) | {"is_first": seat is not None}
    return page(request, "events/signups/sign_up.html", context, refused=form.is_bound)


def _form_context(
    request: HttpRequest, one: ActivityDate, form: SignUpForm, refusal: Refusal | None
) -> dict[str, Any]:
    now = timezone.now()
    return {
        "event": one,
        "activity": one.activity,
        "terms": one.activity.signup_terms,
        "form": form,
        "refusal": refusal,
        "is_on": is_on(one, now=now),
        "dates": dates_signed_up_for(one, now=now),
        "first_seats": first_seats_of(one, now=now),
        "key": key_to_send(request, refusal),
    }


@require_safe
@holder_of_link
@about(LINK, opened_by=Relation.HOLDER)
def mine(request: HttpRequest, secret: str) -> HttpResponse:
    """Receipt and own page in one: what I have on each date, and what I can do about it."""
    found = get_sign_up_by_link(secret)
    standings = standings_of(found, now=timezone.now())
    has_a_place = any(one.state == PlaceState.TAKEN and one.can_change for one in standings)
    context = {
        "sign_up": found,
        "standings": standings,
        "is_reminded": found.wants_reminder and has_a_place and bool(found.email or found.phone),
        "secret": secret,
        "looks": who_looked(found),
        "numbers": _numbers(found),
    }
    return page(request, "events/signups/mine.html", context)


def _numbers(found: SignUp) -> range:
    """How many one can be; empty where everybody comes alone."""
    terms = getattr(found.activity, "signup_terms", None)
    most = terms.most_together if terms else 1
    return range(1, most + 1) if most > 1 else range(0)


@require_POST
@holder_of_link
@about(LINK, opened_by=Relation.HOLDER)
def without_reminder(request: HttpRequest, secret: str) -> HttpResponse:
    stop_reminders(sign_up=get_sign_up_by_link(secret))
    return go_to(request, "signups:mine", secret)


@require_POST
@holder_of_link
@about("place behind a link", opened_by=Relation.HOLDER)
def give_up(request: HttpRequest, secret: str, public_id: str) -> HttpResponse:
    """Also no to an offer."""
    return _act(request, secret, public_id, lambda place: give_up_place(place=place, now=_now()))


@require_POST
@holder_of_link
@about("place behind a link", opened_by=Relation.HOLDER)
def say_yes(request: HttpRequest, secret: str, public_id: str) -> HttpResponse:
    """To an offer; or to what is free when it is too late for offers."""

    def take(place: Place) -> Place:
        if place.state == PlaceState.WAITING:
            return take_free_place(place=place, now=_now())
        return accept_offer(place=place, now=_now())

    return _act(request, secret, public_id, take)


@require_POST
@holder_of_link
@about("place behind a link", opened_by=Relation.HOLDER)
def again(request: HttpRequest, secret: str, public_id: str) -> HttpResponse:
    return _act(request, secret, public_id, lambda place: join_again(place=place, now=_now()))


@require_POST
@holder_of_link
@about("place behind a link", opened_by=Relation.HOLDER)
def change_number(request: HttpRequest, secret: str, public_id: str) -> HttpResponse:
    said = request.POST.get("antal", "")
    people = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0

    def change(place: Place) -> Place:
        return change_people(place=place, people=people, now=_now())

    return _act(request, secret, public_id, change)


@require_safe
@holder_of_link
@about("place behind a link", opened_by=Relation.HOLDER)
def calendar(request: HttpRequest, secret: str, public_id: str) -> HttpResponse:
    """The entry as a file, for whoever got no mail; given up or called off, it takes it away."""
    place = get_place_by_link(secret, public_id)
    stands = place.state == PlaceState.TAKEN and not place.told_off
    body = invitation(facts_of(place, method="PUBLISH" if stands else "CANCEL"))
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="plads.ics"'},
    )


_now = timezone.now


def _act(
    request: HttpRequest, secret: str, public_id: str, change: Callable[[Place], Place]
) -> HttpResponse:
    """A refusal is said on the page one comes back to, which shows what is true now."""
    place = get_place_by_link(secret, public_id)
    try:
        change(place)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return go_to(request, "signups:mine", secret)
