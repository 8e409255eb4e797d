"""The page of people who make activities for an organisation, and the public trail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.activities.access import get_public_date
from events.organising.access import (
    get_invitation,
    get_own_membership,
    get_own_partner,
    invitations_of,
    partner_address,
    partners_of,
)
from events.organising.domain import is_trusted, join_partner, make_activity, remove_member
from events.organising.domain.reading import activities_of_partners
from events.organising.domain.telling import trail_of
from events.organising.forms.activity import ActivityForm
from events.organising.models import PartnerMember
from jobcenter.accounts.access import citizen_required, public, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

from .activity import form_page
from .house import MOST_PAGES, begun_with_a_title, key_to_send

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@citizen_required
def mine(request: HttpRequest) -> HttpResponse:
    """What one's organisations have made, with what the house says to it."""
    user, now = user_of(request), timezone.now()
    partners = list(partners_of(user).prefetch_related("centres"))
    number = asked_number(request, "page", usual=1, most=MOST_PAGES)
    own = PartnerMember.objects.joined().filter(user=user)
    memberships = {one.partner_id: one for one in own}
    doors = [
        (partner, partner_address(partner), memberships[partner.pk],
         [house for house in partner.centres.all() if house.is_published])
        for partner in partners
    ]  # fmt: skip
    context = {
        "invitations": invitations_of(user, now=now),
        "doors": doors,
        "listing": activities_of_partners(partners_of(user), number=number, now=now),
    }
    return page(request, "events/organising/mine.html", context)


@get_or_post
@citizen_required
@about("organisation at a house", opened_by=Relation.PERSON)
def new(request: HttpRequest, partner: str, house: str) -> HttpResponse:
    user = user_of(request)
    own, centre = get_own_partner(user, partner, house)
    form = ActivityForm(
        request.POST or None, centre=centre, own_partner=own, is_new=True,
        initial=begun_with_a_title(request),
    )  # fmt: skip
    refusal = None
    if form.is_bound and form.is_valid() and "preview" not in request.POST:
        try:
            made = make_activity(
                written=form.written(), actor=user, form_key=request.POST.get("key", ""),
                now=timezone.now(), partner=own,
            )  # fmt: skip
            return go_to(request, "organising:activity_of_partner", made.public_id)
        except Refusal as said:
            refusal = said
    more = {
        "key": key_to_send(request, refusal),
        "back": "organising:mine",
        "partner": own,
        "is_trusted": is_trusted(own, centre),
    }
    return form_page(request, form, refusal, more)


@require_POST
@citizen_required
@about("invitation of a partner", opened_by=Relation.PERSON)
def join(request: HttpRequest, public_id: str) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    member = get_invitation(user, public_id, now=now)
    try:
        join_partner(member=member, user=user, now=now)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Welcome. Now you can make activities."))
    return go_to(request, "organising:mine")


@require_POST
@citizen_required
@about("own place at a partner", opened_by=Relation.PERSON)
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    user = user_of(request)
    remove_member(member=get_own_membership(user, public_id), actor=user)
    messages.success(request, _("You no longer make activities for them. Thank you."))
    return go_to(request, "organising:mine")


@require_safe
@public
@about("public date", opened_by=Relation.ANYBODY)
def trail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who published it, and what changed since: for everybody to read."""
    one = get_public_date(public_id)
    context = {"event": one, "lines": trail_of(one.activity.public_id)}
    return page(request, "events/organising/trail.html", context)
