"""How a house looks after its partners: their people, and the trust it has in them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.organising.access import (
    EDITORS,
    get_house_of_editor,
    get_member,
    get_partner_of_house,
    partner_address,
)
from events.organising.domain import give_trust, invite_member, remove_member, withdraw_trust
from events.organising.forms.partners import InviteForm, WhyForm
from events.organising.models import PartnerMember, Trust
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.danish import danish_order
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

editors_only = staff_required(*EDITORS)
PARTNER = "partner of a house"


@require_safe
@editors_only
@about("house", opened_by=Relation.HOUSE)
def index(request: HttpRequest, house: str) -> HttpResponse:
    centre = get_house_of_editor(user_of(request), house)
    trusted = set(Trust.objects.standing().filter(centre=centre).values_list("partner", flat=True))
    rows = sorted(centre.partners.all(), key=lambda one: danish_order(one.name))
    partners = [(one, partner_address(one), one.pk in trusted) for one in rows]
    context = {"centre": centre, "partners": partners}
    return page(request, "events/organising/partners.html", context)


@require_safe
@editors_only
@about(PARTNER, opened_by=Relation.HOUSE)
def show(request: HttpRequest, house: str, partner: str) -> HttpResponse:
    centre, known = get_partner_of_house(user_of(request), house, partner)
    return _shown(request, centre, known)


def _shown(request: HttpRequest, centre: Centre, partner: Partner, **more: Any) -> HttpResponse:
    now = timezone.now()
    members = PartnerMember.objects.filter(partner=partner)
    trusts = list(Trust.objects.filter(partner=partner, centre=centre).order_by("-given_at")[:20])
    context = {
        "centre": centre,
        "partner": partner,
        "address": partner_address(partner),
        "members": members.joined().order_by("name", "pk"),
        "invited": members.invited(now).order_by("name", "pk"),
        "trusts": trusts,
        "stands": next((one for one in trusts if one.withdrawn_at is None), None),
        "invite_form": InviteForm(),
        "trust_form": WhyForm(),
    }
    return page(request, "events/organising/partner.html", context | more, refused=bool(more))


@require_POST
@editors_only
@about(PARTNER, opened_by=Relation.HOUSE)
def invite(request: HttpRequest, house: str, partner: str) -> HttpResponse:
    user = user_of(request)
    centre, known = get_partner_of_house(user, house, partner)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _shown(request, centre, known, invite_form=form, form=form)
    try:
        invite_member(
            centre=centre, partner=known, actor=user, now=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        return _shown(request, centre, known, invite_form=form, refusal=refusal)
    messages.success(request, _("Invited. They get a mail."))
    return go_to(request, "organising:partner", house, partner)


@require_POST
@editors_only
@about("person of a partner of a house", opened_by=Relation.HOUSE)
def remove(request: HttpRequest, house: str, partner: str, member: str) -> HttpResponse:
    user = user_of(request)
    _centre, known = get_partner_of_house(user, house, partner)
    remove_member(member=get_member(known, member), actor=user)
    messages.success(request, _("Removed. What they made stays with the organisation."))
    return go_to(request, "organising:partner", house, partner)


@require_POST
@editors_only
@about(PARTNER, opened_by=Relation.HOUSE)
def trust(request: HttpRequest, house: str, partner: str) -> HttpResponse:
    """Give it, or with `withdraw` take it back."""
    user = user_of(request)
    centre, known = get_partner_of_house(user, house, partner)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _shown(request, centre, known, trust_form=form, form=form)
    change = withdraw_trust if "withdraw" in request.POST else give_trust
    try:
        change(
            partner=known, centre=centre, why=form.cleaned_data["why"], actor=user,
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(request, centre, known, trust_form=form, refusal=refusal)
    messages.success(request, _("Saved. The organisation gets a mail."))
    return go_to(request, "organising:partner", house, partner)
