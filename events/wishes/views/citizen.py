"""Reading, writing and supporting wishes, without an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.chat.access import remember_browser
from events.wishes.access import browser_of, get_public_wish
from events.wishes.domain import (
    alike,
    alike_so_far,
    answered_in_time,
    public_wishes,
    report_wish,
    support_wish,
    write_idea,
)
from events.wishes.domain.secrets import link_secret_of
from events.wishes.domain.supporting import FORM as SUPPORT
from events.wishes.domain.writing import FORM
from events.wishes.enums import IdeaKind, Wrong
from events.wishes.forms import FilterForm, ProposalForm, ReportForm, WishForm
from events.wishes.models import Idea
from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.addresses import client_address
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

MOST_PAGES = 500
PUBLIC_WISH = "public wish"


@require_safe
@public
def wishes(request: HttpRequest) -> HttpResponse:
    """What people wish for, the newest first."""
    form = FilterForm(request.GET)
    centre = form.centre()
    number = asked_number(request, "page", usual=1, most=MOST_PAGES)
    listed = public_wishes(centre=centre, number=number)
    context = {
        "form": form,
        "centre": centre,
        "page": listed,
        "wishes": _with_keys(listed),
        "in_time": answered_in_time(centre=centre, now=timezone.now()),
    }
    return page(request, "events/wishes/list.html", context, refused=not form.is_valid())


@require_http_methods(["GET", "HEAD", "POST"])
@public
def wish(request: HttpRequest) -> HttpResponse:
    """I wish there was …; what is nearly the same is shown before it is written."""
    form = WishForm(request.POST or None, initial=_begun(request))
    near = []
    if form.is_bound and form.is_valid() and "as_it_is" not in request.POST:
        near = alike(centre=form.cleaned_data["hus"], title=form.cleaned_data["title"])
    return _write(request, form, near)


@require_safe
@public
def near(request: HttpRequest) -> HttpResponse:
    """What is nearly the same as what stands in the form so far; whoever comes here without script
    finds it in the form."""
    form = WishForm(request.GET)
    form.is_valid()
    title, centre = form.cleaned_data.get("title", ""), form.cleaned_data.get("hus")
    found = alike_so_far(
        centre=centre, title=title, address=client_address(request), now=timezone.now()
    )
    begun = {"title": title, "hus": centre and centre.slug, "sted": request.GET.get("sted", "")}
    context = {
        "form": WishForm(initial=begun),
        "is_wish": True,
        "near_now": found,
        "key": mint_form_key(form=FORM),
    }
    return page(request, "events/wishes/write.html", context, fragment="near_now")


@require_http_methods(["GET", "HEAD", "POST"])
@public
def propose(request: HttpRequest) -> HttpResponse:
    """I could hold …"""
    return _write(request, ProposalForm(request.POST or None, initial=_begun(request)), [])


def _begun(request: HttpRequest) -> dict[str, str]:
    """What somebody looked for in vain stands in the form already."""
    return {"title": request.GET.get("q", "")[:100], "hus": request.GET.get("hus", "")}


def _write(request: HttpRequest, form: WishForm | ProposalForm, near: list[Idea]) -> HttpResponse:
    refusal = None
    if form.is_bound and form.was_filled_by_a_program:
        return go_to(request, "wishes:list")
    if form.is_bound and form.is_valid() and not near:
        browser = browser_of(request)
        try:
            made = write_idea(
                request=form.request(), form_key=request.POST.get("key", ""), browser=browser,
                address=client_address(request), now=timezone.now(),
            )  # fmt: skip
        except Refusal as said:
            refusal = said
        else:
            response = go_to(request, "wishes:mine", link_secret_of(made))
            remember_browser(response, browser)
            return response
    key = "" if refusal else request.POST.get("key", "")
    context = {
        "form": form,
        "is_wish": form.kind == IdeaKind.WISH,
        "near": _with_keys(near),
        "refusal": refusal,
        "key": key or mint_form_key(form=FORM),
    }
    refused = form.is_bound and not near
    return page(request, "events/wishes/write.html", context, refused=refused)


@require_safe
@public
@about(PUBLIC_WISH, opened_by=Relation.ANYBODY)
def one_wish(request: HttpRequest, public_id: str) -> HttpResponse:
    return _one(request, get_public_wish(public_id), ReportForm())


@require_POST
@public
@about(PUBLIC_WISH, opened_by=Relation.ANYBODY)
def support(request: HttpRequest, public_id: str) -> HttpResponse:
    """One click, and on to one's own page, where one may say how to be told."""
    idea, browser = get_public_wish(public_id), browser_of(request)
    try:
        made = support_wish(
            idea=idea, form_key=request.POST.get("key", ""), browser=browser,
            address=client_address(request), page_language=get_language() or "da",
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return go_to(request, "wishes:one", public_id)
    response = go_to(request, "wishes:my_support", link_secret_of(made))
    remember_browser(response, browser)
    return response


@require_POST
@public
@about(PUBLIC_WISH, opened_by=Relation.ANYBODY)
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    idea = get_public_wish(public_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _one(request, idea, form)
    try:
        report_wish(
            idea=idea, why=Wrong(form.cleaned_data["why"]), address=client_address(request),
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Thank you. Somebody of the house reads it again."))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return go_to(request, "wishes:one", public_id)


def _one(request: HttpRequest, idea: Idea, form: ReportForm) -> HttpResponse:
    context: dict[str, Any] = {
        "idea": idea,
        "key": mint_form_key(form=SUPPORT),
        "report_form": form,
    }
    return page(request, "events/wishes/one.html", context, refused=form.is_bound)


def _with_keys(ideas: Any) -> list[tuple[Idea, str]]:
    """Each with the key of its own form."""
    return [(idea, mint_form_key(form=SUPPORT)) for idea in ideas]
