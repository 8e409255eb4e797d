"""Making a call: the number is on this page alone, for whoever calls, while they call."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from counsellors.callbacks.access import get_call_at_work, see_call
from counsellors.callbacks.domain.calling import called, give_back, take_call
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

TALKED, NOT_REACHED, LATER = "talt", "ikke-hjemme", "senere"
counsellors_only = staff_required(RoleKind.COUNSELLOR)


@require_safe
@counsellors_only
@about("call", opened_by=Relation.COUNSELLOR)
def call(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, public_id)


@require_POST
@counsellors_only
@about("call", opened_by=Relation.COUNSELLOR)
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    """ "I call now": of two who press it at the same moment one sees the number."""
    now = timezone.now()
    asked, counsellor = get_call_at_work(user_of(request), public_id, now=now)
    try:
        take_call(call=asked, counsellor=counsellor, now=now)
    except Refusal as refusal:
        return _page(request, public_id, refusal)
    return go_to(request, "calls:at_work", public_id)


@require_POST
@counsellors_only
@about("call", opened_by=Relation.COUNSELLOR)
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it went, by which of the buttons was pressed."""
    now, answer = timezone.now(), request.POST.get("svar", "")
    asked, counsellor = get_call_at_work(user_of(request), public_id, now=now)
    said = {
        TALKED: _("Good. The number is deleted."),
        NOT_REACHED: _("We have written that we called. Nobody is counted."),
        LATER: _("The call is on the list again."),
    }
    if answer not in said:
        return go_to(request, "calls:at_work", public_id)
    try:
        if answer == LATER:
            give_back(call=asked, counsellor=counsellor, now=now)
        else:
            called(call=asked, counsellor=counsellor, reached=answer == TALKED, now=now)
    except Refusal as refusal:
        return _page(request, public_id, refusal)
    messages.success(request, said[answer])
    return go_to(request, "workday:day")


def _page(request: HttpRequest, public_id: str, refusal: Refusal | None = None) -> HttpResponse:
    now = timezone.now()
    shown, number = see_call(user_of(request), public_id, now=now)
    context = {
        "call": shown,
        "number": number,
        "refusal": refusal,
        "can_be_taken": shown.state == "waiting",
    }
    page_of_call = "counsellors/callbacks/call.html"
    return page(request, page_of_call, context, refused=refusal is not None)
