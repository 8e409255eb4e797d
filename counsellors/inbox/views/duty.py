"""Answering now, and not any more. The open desk renews it; a browser that is gone does not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counsellors.duty.domain import go_on_duty, stay_on_duty
from counsellors.inbox.access import get_counsellor_of, own_house
from counsellors.line.domain import TalksGoOn, leave_duty
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

counsellors_only = staff_required(RoleKind.COUNSELLOR)


@require_POST
@counsellors_only
def come(request: HttpRequest) -> HttpResponse:
    """On duty, for the house whose button was pressed."""
    counsellor = get_counsellor_of(user_of(request))
    house = own_house(counsellor, request.POST.get("hus", ""))
    if house is None:
        messages.warning(request, _("Press the button of a house you work in."))
        return go_to(request, "inbox:desk")
    try:
        go_on_duty(counsellor=counsellor, centre=house, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return go_to(request, "inbox:desk")


@require_POST
@counsellors_only
def stay(request: HttpRequest) -> HttpResponse:
    """The page is still open. 200 when the duty has ended, and does not begin again."""
    counsellor = get_counsellor_of(user_of(request))
    is_on_duty = stay_on_duty(counsellor=counsellor, now=timezone.now())
    return HttpResponse(status=204 if is_on_duty else 200)


@require_POST
@counsellors_only
def stop(request: HttpRequest) -> HttpResponse:
    """Off duty. While somebody waits for an answer: hand them over first, or put them back."""
    counsellor = get_counsellor_of(user_of(request))
    put_back = request.POST.get("tilbage") == "1"
    try:
        leave_duty(counsellor=counsellor, now=timezone.now(), put_back=put_back)
    except TalksGoOn as refusal:
        context = {"refusal": refusal, "talks": refusal.talks}
        return page(request, "counsellors/inbox/stop.html", context, refused=True)
    return go_to(request, "inbox:desk")
