"""People who make activities for an organisation, and what others wish for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.organising.access import partner_address, partners_of
from events.organising.domain import is_trusted
from events.organising.domain.said import said_of_nothing
from events.organising.forms.activity import ActivityForm
from events.organising.views.activity import form_page
from events.organising.views.house import key_to_send
from events.search.domain import missed_lately
from events.wishes.access import get_wish_to_take_on, houses_for_partners
from events.wishes.domain import own_offers, take_on_wish, wishes_to_take_on
from jobcenter.accounts.access import citizen_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.danish import danish_order
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

MOST_PAGES = 500


@require_safe
@citizen_required
def to_take_on(request: HttpRequest) -> HttpResponse:
    """What people wish for at the houses one's organisations work with, and what they have looked
    for in vain anywhere."""
    user = user_of(request)
    number = asked_number(request, "page", usual=1, most=MOST_PAGES)
    listed = wishes_to_take_on(houses=houses_for_partners(user), number=number)
    partners = list(partners_of(user).prefetch_related("centres"))
    own = [(one, partner_address(one), set(one.centres.all())) for one in partners]
    at_it = own_offers(partners=partners, ideas=list(listed))
    doors = [
        (idea, at_it.get(idea.pk), [door[:2] for door in own if idea.centre in door[2]])
        for idea in listed
    ]
    context = {
        "page": listed,
        "doors": doors,
        "is_partner": bool(partners),
        "places": [
            (partner, address, house)
            for partner, address, houses in own
            for house in sorted(houses, key=lambda house: danish_order(house.name))
            if house.is_published
        ],
        "missed": missed_lately(today=timezone.localdate()) if partners else [],
    }
    return page(request, "events/wishes/to_take_on.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@about("wish for a partner", opened_by=Relation.PERSON)
def take_on(request: HttpRequest, partner: str, public_id: str) -> HttpResponse:
    """The form of any activity, begun with the words of the wish."""
    user, now = user_of(request), timezone.now()
    own, idea = get_wish_to_take_on(user, partner, public_id)
    form = ActivityForm(
        request.POST or None, centre=idea.centre, own_partner=own, is_new=True,
        initial=said_of_nothing() | {"title": idea.title},
    )  # fmt: skip
    refusal = None
    if form.is_bound and form.is_valid() and "preview" not in request.POST:
        try:
            made = take_on_wish(
                idea=idea, partner=own, written=form.written(), actor=user, now=now,
                form_key=request.POST.get("key", ""),
            )  # fmt: skip
            messages.success(request, _("Thank you. Look at it once more, and send it."))
            return go_to(request, "organising:activity_of_partner", made.public_id)
        except Refusal as said:
            refusal = said
    more = {
        "key": key_to_send(request, refusal),
        "back": "wishes:to_take_on",
        "partner": own,
        "is_trusted": is_trusted(own, idea.centre),
        "wish": idea,
    }
    return form_page(request, form, refusal, more)
