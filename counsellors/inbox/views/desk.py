"""The desk: the list, an open talk beside it, and the piece of it a ring asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from counsellors.chat.views.moved import say_it_has_moved
from counsellors.duty.domain import LEASE, WHILE_WRITING, duty_of, look_in
from counsellors.inbox.access import colleagues_here, see_desk
from counsellors.safety_pages.access import get_calls_near
from counsellors.talk.views import talk, writing
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.responses import page

from .pane import pane_of, visit_of

TEMPLATE = "counsellors/inbox/desk.html"
LONGEST_ID = 32
counsellors_only = staff_required(RoleKind.COUNSELLOR)


@require_safe
@counsellors_only
def desk(request: HttpRequest) -> HttpResponse:
    return page(request, TEMPLATE, _list(request))


@require_safe
@counsellors_only
def listing(request: HttpRequest) -> HttpResponse:
    """The list alone, as a fresh page would have it. `aaben` is the talk that stands beside it."""
    context = _list(request) | {
        "open_id": request.GET.get("aaben", "")[:LONGEST_ID],
        "csrf_token": get_token(request),
    }
    # Without what a whole page needs to know of the house: this is asked for at every ring.
    return HttpResponse(render_to_string(f"{TEMPLATE}#list", context))


@require_safe
@counsellors_only
@about("chat", opened_by=Relation.COUNSELLOR)
def thread(request: HttpRequest, public_id: str) -> HttpResponse:
    """One talk, beside the others where there is room. To its script, the pieces of the talk."""
    visit = visit_of(user_of(request), public_id)
    if request.htmx or "part" in request.GET:  # type: ignore[attr-defined]
        return talk.talk(request, visit)
    beside = _list(request, lasts=WHILE_WRITING)
    context = pane_of(request, visit) | beside | {"open_id": public_id}
    return page(request, TEMPLATE, context)


@require_POST
@counsellors_only
@about("chat", opened_by=Relation.COUNSELLOR)
def say(request: HttpRequest, public_id: str) -> HttpResponse:
    """As in the talk itself; whoever writes on the desk comes back to it."""
    try:
        visit = visit_of(user_of(request), public_id)
    except Http404:
        return say_it_has_moved(request, user_of(request), public_id)
    if visit.seat.counsellor_id:
        look_in(counsellor_id=visit.seat.counsellor_id, now=timezone.now(), lasts=WHILE_WRITING)
    return writing.say(request, visit)


@require_POST
@counsellors_only
@about("chat", opened_by=Relation.COUNSELLOR)
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """As in the talk itself."""
    return writing.read(request, visit_of(user_of(request), public_id))


def _list(request: HttpRequest, *, lasts: timedelta = LEASE) -> dict[str, Any]:
    """Whoever looks at the desk is here: that renews the duty also where no script can, for long
    enough to write in a talk that is open. The list alone comes back by itself.
    """
    now = timezone.now()
    counsellor, found, calls = see_desk(user_of(request), now=now)
    duty = duty_of(counsellor=counsellor, now=now)
    if duty is not None:
        look_in(counsellor_id=counsellor.pk, now=now, lasts=lasts)
    return {
        "desk": found,
        "call_backs": calls,
        "duty": duty,
        "me": counsellor,
        "help_calls": get_calls_near(counsellor),
        "others": colleagues_here(counsellor, duty, now=now),
        "houses": [] if duty else list(counsellor.centres.order_by("name", "pk")),
    }
