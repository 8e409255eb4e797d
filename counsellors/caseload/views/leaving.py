"""A last day: said by the counsellor, who sees first whom it touches, or by who leads the team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counsellors.caseload.access import (
    get_colleague,
    get_counsellor_of,
    see_who_counts_on_me,
)
from counsellors.caseload.domain import leaving
from counsellors.caseload.forms import LastDayForm
from counsellors.conversations.domain.another_time import Told
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@staff_required(RoleKind.COUNSELLOR)
def leave(request: HttpRequest) -> HttpResponse:
    """First the day; then, with the day in the address, whom it touches; then it is said."""
    me = get_counsellor_of(user_of(request))
    if request.method == "POST" and "stay" in request.POST:
        leaving.stay(counsellor=me, by=user_of(request))
        messages.success(request, _("You stay. Mend your hours and time off now."))
        return go_to(request, "hours:overview")
    asked = request.POST if request.method == "POST" else request.GET
    form = LastDayForm(asked if "last_day" in asked else None)
    if request.method == "POST" and form.is_valid() and _said(request, me, form):
        return go_to(request, "hours:overview")
    context: dict[str, Any] = {"me": me}
    if form.is_bound and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        talks, people = see_who_counts_on_me(
            user_of(request), last_day=last_day, now=timezone.now()
        )
        context |= {"last_day": last_day, "talks": talks, "people": people}
    return _page(request, "counsellors/caseload/leave.html", form, context)


@get_or_post
@staff_required(RoleKind.TEAM_LEAD)
@about("colleague", opened_by=Relation.HOUSE)
def leave_for(request: HttpRequest, slug: str) -> HttpResponse:
    """For a counsellor who is gone already. Whom it touches is shown to nobody else."""
    colleague = get_colleague(user_of(request), slug, of=[RoleKind.TEAM_LEAD])
    form = LastDayForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _said(request, colleague, form):
        return go_to(request, "team:today")
    return _page(request, "counsellors/caseload/leave_for.html", form, {"colleague": colleague})


def _said(request: HttpRequest, counsellor: Counsellor, form: LastDayForm) -> bool:
    try:
        told = leaving.leave(
            counsellor=counsellor,
            last_day=form.cleaned_data["last_day"],
            form_key=request.POST.get("key", ""),
            by=user_of(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("last_day", str(refusal))
        return False
    _say_it_is_done(request, told)
    return True


def _say_it_is_done(request: HttpRequest, told: Told | None) -> None:
    """Without a number: who leads a team learns no figure about a counsellor."""
    messages.success(request, _("It is said. Everybody it touches gets one message and chooses."))
    if told and told.unreachable:
        messages.warning(request, _("Somebody left no way to write to them. Tell a colleague."))


def _page(
    request: HttpRequest, template: str, form: LastDayForm, context: dict[str, Any]
) -> HttpResponse:
    context |= {"form": form, "form_key": mint_form_key(form=leaving.FORM)}
    refused = form.is_bound and bool(form.errors)
    return page(request, template, context, refused=refused)
