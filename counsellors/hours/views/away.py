"""Ill or away: said by the counsellor, or by a colleague for somebody who cannot."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from counsellors.availability.domain.absences import AlreadyAway
from counsellors.conversations.domain.another_time import Told
from counsellors.hours.access import TEAM, get_colleague, get_counsellor_of, leads_team_of
from counsellors.hours.domain.away import FORM, be_away, report_away
from counsellors.hours.forms import AwayForm
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
def away(request: HttpRequest) -> HttpResponse:
    """I am away from now on, until a day has ended. Nobody asks why."""
    counsellor = get_counsellor_of(user_of(request))
    form = _form(request)
    if form.is_bound and form.is_valid():
        try:
            told = be_away(
                counsellor=counsellor,
                last_day=form.cleaned_data["last_day"],
                actor=user_of(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, _told(told))
            say_who_is_unreachable(request, told)
            return go_to(request, "workday:day")
    return page(request, "counsellors/hours/away.html", {"form": form}, refused=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*TEAM)
@about("colleague", opened_by=Relation.HOUSE)
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """A colleague is ill and cannot say so here. How many that touches is their business alone."""
    colleague = get_colleague(user_of(request), slug)
    if colleague.user_id == user_of(request).pk:
        return go_to(request, "hours:away")
    form = _form(request)
    if form.is_bound and form.is_valid():
        try:
            told = report_away(
                counsellor=colleague,
                last_day=form.cleaned_data["last_day"],
                form_key=request.POST.get("key", ""),
                by=user_of(request),
                now=timezone.now(),
            )
        except AlreadyAway:
            form.add_error("last_day", _already_away(colleague))
        except Refusal as refusal:
            form.add_error("last_day", str(refusal))
        else:
            _say_it_is_done(request, colleague, told)
            return go_to(request, "team:today")
    context = {
        "form": form,
        "colleague": colleague,
        "leads": leads_team_of(user_of(request), colleague),
        "form_key": mint_form_key(form=FORM),
    }
    return page(request, "counsellors/hours/report_away.html", context, refused=form.is_bound)


def say_who_is_unreachable(request: HttpRequest, told: Told) -> None:
    """Nobody but the house can keep them from coming in vain."""
    if told.unreachable:
        said = ngettext(
            "%(count)d person left no way to write to them, and may come. Tell a colleague.",
            "%(count)d people left no way to write to them, and may come. Tell a colleague.",
            told.unreachable,
        )
        messages.warning(request, said % {"count": told.unreachable})


def _form(request: HttpRequest) -> AwayForm:
    # Most often it is today, and then one click is enough.
    sent = request.POST if request.method == "POST" else None
    return AwayForm(sent, initial={"last_day": timezone.localdate()})


def _told(told: Told) -> str:
    count = told.letters
    if not count and told.unreachable:
        return _("You are away. Get well soon.")
    if not count:
        return _("Nobody had a time with you then. Get well soon.")
    return ngettext(
        "%(count)d person has been told and can choose.",
        "%(count)d people have been told and can choose.",
        count,
    ) % {"count": count}


def _already_away(colleague: Counsellor) -> str:
    said = _("%(name)s is away then already, and everybody with a time has been told.")
    return said % {"name": colleague.first_name}


def _say_it_is_done(request: HttpRequest, colleague: Counsellor, told: Told | None) -> None:
    """Without a number: what a colleague has booked is counted for nobody."""
    said = _("%(name)s is away. Everybody with a time in those days has been told and can choose.")
    messages.success(request, said % {"name": colleague.first_name})
    if told and told.unreachable:
        messages.warning(
            request,
            _("Somebody left no way to write to them, and may come. Who stands in can see who."),
        )
