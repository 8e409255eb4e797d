"""None of the times suit me: leave a wish."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from counsellors.conversations.domain.refusals import FilledByAProgram
from counsellors.conversations.domain.wishing import FORM, WishRequest, leave_wish
from counsellors.conversations.forms.choices import Choices
from counsellors.conversations.forms.wish import WishForm
from jobcenter.accounts.access import public, user_or_nobody
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.addresses import client_address
from jobcenter.ui.responses import SeeOther, page

from .steps import CARRY, PLACE, address_of, draft_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def wish(request: HttpRequest) -> HttpResponse:
    choices = Choices.read(request.GET)
    if choices.centre is None:
        return SeeOther(address_of(PLACE, choices))
    if request.method != "POST":
        known = {name: draft_of(request).get(name, "") for name in ("name", "email", "phone")}
        initial = known | {"modes": [choices.mode.value] if choices.mode else []}
        return _page(request, choices, WishForm(initial=initial))
    form = WishForm(request.POST)
    if CARRY in request.POST:
        return _page(request, choices, WishForm(initial=form.as_typed()))
    if not form.is_valid():
        return _page(request, choices, form)
    refusal = _leave(request, choices, form)
    if refusal is not None:
        return _page(request, choices, form, refusal)
    return SeeOther(address_of("wish_received", choices))


@require_safe
@public
def wish_received(request: HttpRequest) -> HttpResponse:
    choices = Choices.read(request.GET)
    return page(request, "counsellors/conversations/wish_received.html", {"choices": choices})


def _leave(request: HttpRequest, choices: Choices, form: WishForm) -> Refusal | None:
    if form.was_filled_by_a_program:
        return FilledByAProgram()
    try:
        leave_wish(
            request=_request(choices, form.cleaned_data),
            form_key=request.POST.get("key", ""),
            address=client_address(request),
            now=timezone.now(),
            user=user_or_nobody(request),
        )
    except Refusal as refusal:
        return refusal
    return None


def _request(choices: Choices, said: dict[str, Any]) -> WishRequest:
    assert choices.centre is not None  # noqa: S101  the view has sent others away
    return WishRequest(
        centre=choices.centre.slug,
        topic=choices.topic.slug if choices.topic else "",
        counsellor=choices.counsellor.slug if choices.counsellor else "",
        name=said["name"],
        email=said["email"],
        phone=said["phone"],
        modes=tuple(said["modes"]),
        weekdays=tuple(said["weekdays"]),
        parts_of_day=tuple(said["parts_of_day"]),
        words=said["words"],
        page_language=get_language() or "da",
    )


def _page(
    request: HttpRequest, choices: Choices, form: WishForm, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "choices": choices,
        "form": form,
        "refusal": refusal,
        "form_key": mint_form_key(form=FORM),
        "back": address_of("time", choices),
        "carried_form": "wish",
    }
    refused = refusal is not None or form.is_bound
    return page(request, "counsellors/conversations/wish.html", context, refused=refused)
