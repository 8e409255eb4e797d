"""Somebody calls or stands there, and the conversation is a colleague's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from counsellors.conversations.domain.fairness import count_although_refused
from counsellors.covering.access import (
    get_counsellor_of,
    get_houses_of_counsellor,
    get_opening,
    has_run_out,
    see_opened_conversation,
)
from counsellors.covering.domain.finding import find_conversation
from counsellors.covering.domain.opening import FORM, SEARCHED_PER_COUNSELLOR, open_conversation
from counsellors.covering.domain.refusals import NothingFound
from counsellors.covering.domain.telling import where_to_reach
from counsellors.covering.forms import FindForm, ReasonForm
from counsellors.covering.models import Opening
from counsellors.people.access import reader_of
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

OVER = "counsellors/covering/over.html"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@staff_required(RoleKind.COUNSELLOR)
def find(request: HttpRequest) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    counsellor = get_counsellor_of(user)
    form = FindForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _find_page(request, form)
    try:
        count_although_refused(SEARCHED_PER_COUNSELLOR, subject=f"user:{user.pk}", now=now)
        opening = find_conversation(
            wanted=form.wanted(),
            counsellor=counsellor,
            centres=get_houses_of_counsellor(user),
            reader=reader_of(user, counsellor),
            now=now,
        )
    except Refusal as refusal:
        return _find_page(request, form, refusal)
    if opening is None:
        return _find_page(request, form, NothingFound())
    return go_to(request, "covering:why", opening.public_id)


@get_or_post
@staff_required(RoleKind.COUNSELLOR)
@about("opening", opened_by=Relation.COUNSELLOR)
def why(request: HttpRequest, public_id: str) -> HttpResponse:
    """The reason, asked once. Who comes back to it is led on to what they opened."""
    user, now = user_of(request), timezone.now()
    if has_run_out(user, public_id, now=now):
        return page(request, OVER)
    opening = get_opening(user, public_id, now=now)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if opening.opened_at is not None:
        return go_to(request, "covering:opened", public_id)
    if not form.is_bound or not form.is_valid():
        return _why_page(request, opening, form)
    try:
        open_conversation(
            opening=opening,
            words=form.cleaned_data["words"],
            form_key=request.POST.get("key", ""),
            user=user,
            reader=reader_of(user, get_counsellor_of(user)),
            now=now,
        )
    except Refusal as refusal:
        return _why_page(request, opening, form, refusal)
    return go_to(request, "covering:opened", public_id)


@require_safe
@staff_required(RoleKind.COUNSELLOR)
@about("opened conversation", opened_by=Relation.COUNSELLOR)
def opened(request: HttpRequest, public_id: str) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    if has_run_out(user, public_id, now=now):
        return page(request, OVER)
    opening = see_opened_conversation(user, public_id, now=now)
    _channel, recipient = where_to_reach(opening.conversation)
    context = {
        "opening": opening,
        "conversation": opening.conversation,
        "is_told": bool(recipient),
    }
    return page(request, "counsellors/covering/opened.html", context)


def _find_page(
    request: HttpRequest, form: FindForm, refusal: Refusal | None = None
) -> HttpResponse:
    context = {"form": form, "refusal": refusal}
    return page(request, "counsellors/covering/find.html", context, refused=form.is_bound)


def _why_page(
    request: HttpRequest, opening: Opening, form: ReasonForm, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "opening": opening,
        "refusal": refusal,
        "form_key": mint_form_key(form=FORM),
    }
    return page(request, "counsellors/covering/why.html", context, refused=form.is_bound)
