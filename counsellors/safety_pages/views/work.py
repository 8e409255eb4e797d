"""Pages of those who work here: calls for help, blocks of the house, reports to who leads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.chat.domain.stopping import let_write_again
from counsellors.people.models import Counsellor
from counsellors.safety.domain import answer_objection, answer_report, come_to_help, end_help
from counsellors.safety_pages.access import (
    get_block,
    get_call,
    get_calls,
    get_counsellor_of,
    get_own_call,
    get_reports,
    see_block,
    see_blocks,
    see_report,
)
from counsellors.safety_pages.forms import WordsForm
from counsellors.team.access import TEAM
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import SeeOther, go_to, page

HELP = "counsellors/safety/help.html"


@staff_required(*TEAM)
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What to do now, who comes, and which colleagues need somebody."""
    user = user_of(request)
    calls = get_calls(user)
    own = next((call for call in calls if call.counsellor.user_id == user.pk), None)
    context = {
        "own": own,
        "others": [call for call in calls if call != own],
        "me": Counsellor.objects.filter(user=user).first(),
    }
    if request.GET.get("part") == "calls":
        # Without what a whole page needs to know of the house: this is asked for at every ring.
        parts = (render_to_string(f"{HELP}#{part}", context, request) for part in ("own", "others"))
        return HttpResponse("".join(parts))
    return page(request, HELP, context)


@require_POST
@staff_required(RoleKind.COUNSELLOR)
@about("call for help", opened_by=Relation.COUNSELLOR)
def come(request: HttpRequest, public_id: str) -> HttpResponse:
    user = user_of(request)
    call = get_call(user, public_id)
    try:
        come_to_help(call=call, counsellor=get_counsellor_of(user))
    except Refusal as refusal:
        messages.info(request, str(refusal))
    return go_to(request, "safety:help")


@require_POST
@staff_required(RoleKind.COUNSELLOR)
@about("own call for help", opened_by=Relation.COUNSELLOR)
def over(request: HttpRequest, public_id: str) -> HttpResponse:
    end_help(call=get_own_call(user_of(request), public_id))
    messages.success(request, _("It is over. Take a moment, and talk with somebody about it."))
    return go_to(request, "safety:help")


@staff_required(*TEAM)
@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    found = see_blocks(user_of(request), now=timezone.now())
    return page(request, "counsellors/safety/blocks.html", {"blocks": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*TEAM)
@about("block", opened_by=Relation.HOUSE)
def objection(request: HttpRequest, public_id: str) -> HttpResponse:
    """What they say to it, and the answer of the house where it stands all the same."""
    user, now = user_of(request), timezone.now()
    block = see_block(user, public_id, now=now)
    form = WordsForm(request.POST if request.method == "POST" else None)
    context = {"stopped": block, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            answer_objection(block=block, words=form.cleaned_data["words"], by=user, now=now)
        except Refusal as refusal:
            context["refusal"] = refusal
        else:
            messages.success(request, _("Your answer is sent. They read it where they wrote."))
            return go_to(request, "safety:blocks")
    return page(request, "counsellors/safety/objection.html", context, refused=form.is_bound)


@require_POST
@staff_required(*TEAM)
@about("block", opened_by=Relation.HOUSE)
def lift(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lifted by two at once is lifted."""
    user, now = user_of(request), timezone.now()
    by = Counsellor.objects.filter(user=user).first() or user
    let_write_again(block=get_block(user, public_id, now=now), by=by, now=now)
    messages.success(request, _("They can write again."))
    return go_to(request, "safety:blocks")


@staff_required(RoleKind.TEAM_LEAD)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    found = get_reports(user_of(request))
    return page(request, "counsellors/safety/reports.html", {"reports": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.TEAM_LEAD)
@about("report of a message", opened_by=Relation.HOUSE)
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    seen = see_report(user, public_id, now=now)
    form = WordsForm(request.POST if request.method == "POST" else None)
    context = {"seen": seen, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            answer_report(report=seen.report, words=form.cleaned_data["words"], by=user, now=now)
        except Refusal as refusal:
            context["refusal"] = refusal
        else:
            messages.success(request, _("Your answer is sent. Whoever reported it can read it."))
            return SeeOther(request.path)
    return page(request, "counsellors/safety/seen_report.html", context, refused=form.is_bound)
