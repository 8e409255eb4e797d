"""What the editors of a house change about it. The public page of a house is in `journeys`."""

from __future__ import annotations

from copy import copy
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jobcenter.accounts.access import staff_required
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

from .access import EditorsRequest, get_centre_to_edit, get_partner, partner_address
from .domain import editing
from .domain.ceilings import ceiling_of, set_ceiling
from .domain.hours_text import hours_in_words
from .domain.palette import missing_blocks
from .forms import CeilingForm, CentreForm, OtherHoursForm, PartnerForm, WeekForm

editors_only = staff_required(RoleKind.CENTRE_EDITOR)
MOST_CEILINGS = 20
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@editors_only
@about("house", opened_by=Relation.HOUSE)
@get_or_post
def edit(request: EditorsRequest, slug: str) -> HttpResponse:
    """Name, words, address and ways to reach the house."""
    centre = get_centre_to_edit(request, slug)
    # A copy: the form writes into its instance, and the house must keep what it says today.
    form = CentreForm(request.POST or None, instance=copy(centre))
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.fields if name != "topics"}
        try:
            editing.change_centre(
                centre=centre,
                editor=request.user,
                values=values,
                topics=form.cleaned_data["topics"],
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            return _saved(request, "centres:edit", centre.slug)
    context = {"centre": centre, "form": form, "missing": missing_blocks(centre)}
    return page(request, "centres/edit.html", context, refused=form.is_bound)


@editors_only
@about("house", opened_by=Relation.HOUSE)
@get_or_post
def edit_hours(request: EditorsRequest, slug: str) -> HttpResponse:
    """The ordinary week of door, phone, chat and walk-in."""
    centre = get_centre_to_edit(request, slug)
    form = WeekForm(request.POST or None, centre=centre)
    if form.is_valid():
        editing.set_week(centre=centre, editor=request.user, hours=form.hours())
        return _saved(request, "centres:edit_hours", centre.slug)
    context = {"centre": centre, "form": form}
    return page(request, "centres/edit_hours.html", context, refused=form.is_bound)


@editors_only
@about("house", opened_by=Relation.HOUSE)
@get_or_post
def edit_days(request: EditorsRequest, slug: str) -> HttpResponse:
    """Single dates with other hours, or none."""
    centre = get_centre_to_edit(request, slug)
    form = OtherHoursForm(request.POST or None)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            editing.set_other_hours(
                centre=centre,
                editor=request.user,
                on_date=answers["on_date"],
                stretch=answers["hours"],
                note_da=answers["note_da"],
                note_en=answers["note_en"],
            )
        except Refusal as refusal:
            form.add_error("on_date", str(refusal))
        else:
            return _saved(request, "centres:edit_days", centre.slug)
    ahead = centre.opening_exceptions.filter(on_date__gte=timezone.localdate())
    days = [
        (row, hours_in_words([(row.minutes.lower, row.minutes.upper)]) if row.minutes else "")
        for row in ahead.order_by("on_date")
    ]
    context = {"centre": centre, "form": form, "days": days}
    return page(request, "centres/edit_days.html", context, refused=form.is_bound)


@editors_only
@about("day of a house", opened_by=Relation.HOUSE)
@require_POST
def keep_day(request: EditorsRequest, slug: str, day: date) -> HttpResponse:
    """Take one date off the list: the ordinary hours hold again."""
    centre = get_centre_to_edit(request, slug)
    exception = get_object_or_404(centre.opening_exceptions, on_date=day)
    editing.keep_ordinary_hours(centre=centre, editor=request.user, on_date=exception.on_date)
    return _saved(request, "centres:edit_days", centre.slug)


@editors_only
@about("house", opened_by=Relation.HOUSE)
@get_or_post
def edit_ceiling(request: EditorsRequest, slug: str) -> HttpResponse:
    """How many people one counsellor may have, with the reason everybody can read."""
    centre = get_centre_to_edit(request, slug)
    form = CeilingForm(request.POST or None, initial={"most_people": ceiling_of(centre)})
    if form.is_valid():
        set_ceiling(
            centre=centre,
            editor=request.user,
            most_people=form.cleaned_data["most_people"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return _saved(request, "centres:edit_ceiling", centre.slug)
    context = {"centre": centre, "form": form, "ceilings": centre.ceilings.all()[:MOST_CEILINGS]}
    return page(request, "centres/edit_ceiling.html", context, refused=form.is_bound)


@editors_only
@about("house", opened_by=Relation.HOUSE)
@get_or_post
def edit_partners(request: EditorsRequest, slug: str) -> HttpResponse:
    """Who in the neighbourhood the house works with; the form adds one."""
    centre = get_centre_to_edit(request, slug)
    form = PartnerForm(request.POST or None)
    if form.is_valid():
        editing.add_partner(centre=centre, editor=request.user, values=form.cleaned_data)
        return _saved(request, "centres:edit_partners", centre.slug)
    partners = [(partner, partner_address(partner)) for partner in centre.partners.all()]
    context = {"centre": centre, "form": form, "partners": partners}
    return page(request, "centres/edit_partners.html", context, refused=form.is_bound)


@editors_only
@about("partner of a house", opened_by=Relation.HOUSE)
@get_or_post
def edit_partner(request: EditorsRequest, slug: str, partner: str) -> HttpResponse:
    centre = get_centre_to_edit(request, slug)
    known = get_partner(centre, partner)
    form = PartnerForm(request.POST or None, instance=copy(known))
    if form.is_valid():
        try:
            editing.change_partner(
                centre=centre, editor=request.user, partner=known, values=form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, "centres:edit_partners", centre.slug)
    context = {"centre": centre, "form": form, "partner": known, "address": partner}
    return page(request, "centres/edit_partner.html", context, refused=form.is_bound)


@editors_only
@about("partner of a house", opened_by=Relation.HOUSE)
@require_POST
def remove_partner(request: EditorsRequest, slug: str, partner: str) -> HttpResponse:
    centre = get_centre_to_edit(request, slug)
    known = get_partner(centre, partner)
    editing.remove_partner(centre=centre, editor=request.user, partner=known)
    return _saved(request, "centres:edit_partners", centre.slug)


def _saved(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    messages.success(request, _("Saved. This is what visitors see now."))
    return go_to(request, name, slug=slug)
