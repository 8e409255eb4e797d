"""What an editor decides about a source, and about what looks the same."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.imports.access import get_draft, get_pair, get_same, get_source, get_twins
from events.imports.domain.sources import (
    ask_for_trial,
    go_on,
    pause_source,
    read_soon,
    remove_source,
)
from events.imports.domain.twins import decide_twins
from events.imports.enums import OnGone
from events.organising.domain.publishing import publish as publish_checked
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page

from .sources import SOURCE

editors_only = staff_required(RoleKind.CENTRE_EDITOR)


@require_POST
@editors_only
@about(SOURCE, opened_by=Relation.HOUSE)
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Try it, read it, pause it, go on."""
    user, now = user_of(request), timezone.now()
    one = get_source(user, public_id)
    match request.POST.get("act", ""):
        case "try":
            ask_for_trial(source=one, now=now)
            messages.success(request, _("We try it within a minute. Nothing is changed."))
        case "read":
            read_soon(source=one, now=now)
            messages.success(request, _("We read it within a minute."))
        case "pause":
            pause_source(source=one, actor=user, now=now)
            messages.success(request, _("Paused. What is here stays as it is."))
        case "go_on":
            go_on(source=one, actor=user, now=now)
            messages.success(request, _("We read it within a minute."))
        case unknown:
            messages.warning(request, _not_a_choice(unknown))
    return go_to(request, "imports:source", one.public_id)


@require_POST
@editors_only
@about(SOURCE, opened_by=Relation.HOUSE)
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """The answer to the brake's question."""
    user = user_of(request)
    one = get_source(user, public_id)
    said = request.POST.get("svar", "")
    if said in (OnGone.REMOVE, OnGone.KEEP):
        go_on(source=one, on_gone=OnGone(said), actor=user, now=timezone.now())
        messages.success(request, _("Thank you. We read it again within a minute."))
    else:
        messages.warning(request, _not_a_choice(said))
    return go_to(request, "imports:source", one.public_id)


@require_POST
@editors_only
@about("draft of an import source", opened_by=Relation.HOUSE)
def publish(request: HttpRequest, public_id: str, activity_id: str) -> HttpResponse:
    """An editor says of one draft: open, voluntary, reported to nobody."""
    user, now = user_of(request), timezone.now()
    activity = get_draft(user, public_id, activity_id)
    try:
        publish_checked(activity=activity, attests=True, actor=user, now=now)
        messages.success(request, _("It is in the programme now."))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return go_to(request, "imports:source", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
@about(SOURCE, opened_by=Relation.HOUSE)
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    user = user_of(request)
    one = get_source(user, public_id)
    if request.method == "POST":
        remove_source(source=one, actor=user)
        messages.success(request, _("The source is removed. What came from it is yours now."))
        return go_to(request, "imports:overview")
    return page(request, "events/imports/remove.html", {"source": one})


@require_safe
@editors_only
def twins(request: HttpRequest) -> HttpResponse:
    """Pairs that look like the same thing from two sources."""
    user = user_of(request)
    context = {"pairs": get_twins(user, now=timezone.now()), "same": get_same(user)}
    return page(request, "events/imports/twins.html", context)


@require_POST
@editors_only
@about("pair of activities", opened_by=Relation.HOUSE)
def decide(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    user = user_of(request)
    first, second = get_pair(user, public_id, other_id)
    said = request.POST.get("svar", "")
    if said not in ("same", "other"):
        messages.warning(request, _not_a_choice(said))
        return go_to(request, "imports:twins")
    try:
        is_back = decide_twins(
            first=first, second=second, is_same=said == "same", actor=user, now=timezone.now()
        )
        words = _("Thank you. Both stand in the programme again.")
        messages.success(request, words if is_back else _("Thank you. We remember it."))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return go_to(request, "imports:twins")


def _not_a_choice(said: str) -> str:
    return _("“%(said)s” is not one of the answers, so nothing is changed. Use the buttons.") % {
        "said": said[:40]
    }
