"""The shared texts of a house, looked after by the counsellors who use them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.inbox.access import get_houses, get_snippet
from counsellors.inbox.domain.snippets import (
    FORM,
    add_snippet,
    change_snippet,
    remove_snippet,
    snippets_of,
)
from counsellors.inbox.forms import SnippetForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
counsellors_only = staff_required(RoleKind.COUNSELLOR)


@require_safe
@counsellors_only
def texts(request: HttpRequest) -> HttpResponse:
    houses = get_houses(user_of(request))
    context = {"snippets": snippets_of(houses), "houses": houses}
    return page(request, "counsellors/inbox/texts.html", context)


@get_or_post
@counsellors_only
def add(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = SnippetForm(request.POST or None, houses=get_houses(user))
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form)
    try:
        add_snippet(
            centre=form.chosen_house(),
            **form.words(),
            form_key=request.POST.get("key", ""),
            by=user,
        )
    except Refusal as refusal:
        return _form_page(request, form, refusal=refusal)
    return go_to(request, "inbox:texts")


@get_or_post
@counsellors_only
@about("shared text", opened_by=Relation.COUNSELLOR)
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    snippet = get_snippet(user_of(request), public_id)
    form = SnippetForm(request.POST or None, instance=snippet)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form)
    try:
        change_snippet(snippet=snippet, **form.words(), by=user_of(request))
    except Refusal as refusal:
        return _form_page(request, form, refusal=refusal)
    return go_to(request, "inbox:texts")


@require_POST
@counsellors_only
@about("shared text", opened_by=Relation.COUNSELLOR)
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    remove_snippet(snippet=get_snippet(user_of(request), public_id), by=user_of(request))
    return go_to(request, "inbox:texts")


def _form_page(
    request: HttpRequest, form: SnippetForm, *, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "form_key": mint_form_key(form=FORM),
        "snippet": form.instance if form.instance.pk else None,
    }
    return page(request, "counsellors/inbox/text.html", context, refused=form.is_bound)
