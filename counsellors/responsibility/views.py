"""One's own counsellor, for somebody who is logged in: choose, change, leave, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counsellors.people.access import get_counsellor
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import citizen_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page

from .access import get_own_handover, get_own_offer
from .domain.choosing import (
    FORM,
    choose_own_counsellor,
    leave_own_counsellor,
    wish_handover,
)
from .domain.colleagues import free_colleagues
from .domain.handing_over import accept_handover, decline_handover
from .domain.offering import accept_offer, decline_offer
from .domain.reading import around_own_counsellor, has_room, own_responsibility
from .domain.refusals import CounsellorHasEnoughPeople, CounsellorMeetsNobodyNow
from .forms import NameForm

OWN = "responsibility:own"


@require_safe
@citizen_required
def own(request: HttpRequest) -> HttpResponse:
    """Who it is, and the way to somebody else or to nobody."""
    return _own_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@about("public counsellor", opened_by=Relation.ANYBODY)
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Say yes to one counsellor; whoever it was until now is so no longer."""
    counsellor = get_counsellor(slug)
    if request.method != "POST":
        return _choose_page(request, counsellor, NameForm(initial=_known_name(request)))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _choose_page(request, counsellor, form)
    try:
        choose_own_counsellor(
            counsellor=counsellor.slug,
            name=form.cleaned_data["name"],
            language=get_language() or "da",
            form_key=request.POST.get("key", ""),
            user=user_of(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _choose_page(request, counsellor, form, refusal=refusal)
    return go_to(request, OWN)


@require_POST
@citizen_required
def leave(request: HttpRequest) -> HttpResponse:
    if leave_own_counsellor(user=user_of(request), now=timezone.now()):
        messages.success(request, _("That is done. What you have booked stays booked."))
    return go_to(request, OWN)


@require_POST
@citizen_required
def ask_for_handover(request: HttpRequest) -> HttpResponse:
    wish_handover(user=user_of(request), now=timezone.now())
    return go_to(request, OWN)


@require_POST
@citizen_required
@about("offer", opened_by=Relation.PERSON)
def answer_offer(request: HttpRequest, public_id: str) -> HttpResponse:
    user, offer = user_of(request), get_own_offer(user_of(request), public_id)

    def accept() -> None:
        accept_offer(offer=offer, language=get_language() or "da", user=user, now=timezone.now())

    return _answer(
        request, accept, lambda: decline_offer(offer=offer, user=user), about=offer.counsellor
    )


@require_POST
@citizen_required
@about("handover", opened_by=Relation.PERSON)
def answer_handover(request: HttpRequest, public_id: str) -> HttpResponse:
    user, card = user_of(request), get_own_handover(user_of(request), public_id)

    def accept() -> None:
        accept_handover(handover=card, user=user, now=timezone.now())

    return _answer(
        request, accept, lambda: decline_handover(handover=card, user=user), about=card.successor
    )


def _answer(
    request: HttpRequest, yes: Callable[[], None], no: Callable[[], None], *, about: Counsellor
) -> HttpResponse:
    try:
        if request.POST.get("svar") == "ja":
            yes()
        elif request.POST.get("svar") == "nej":
            no()
    except Refusal as refusal:
        return _own_page(request, refusal=refusal, about=about)
    return go_to(request, OWN)


def _own_page(
    request: HttpRequest, *, refusal: Refusal | None = None, about: Counsellor | None = None
) -> HttpResponse:
    context = {
        **around_own_counsellor(user_of(request)),
        "refusal": refusal,
        "colleagues": _colleagues_instead(refusal, about),
    }
    return page(
        request, "counsellors/responsibility/own.html", context, refused=refusal is not None
    )


def _choose_page(
    request: HttpRequest, counsellor: Counsellor, form: NameForm, *, refusal: Refusal | None = None
) -> HttpResponse:
    held = own_responsibility(user_of(request))
    is_own = held is not None and held.counsellor_id == counsellor.pk
    if refusal is None and not is_own:
        refusal = _why_not(counsellor)
    context = {
        "counsellor": counsellor,
        "form": form,
        "form_key": mint_form_key(form=FORM),
        "held": held,
        "is_own": is_own,
        "refusal": refusal,
        "colleagues": _colleagues_instead(refusal, counsellor),
    }
    return page(request, "counsellors/responsibility/choose.html", context, refused=form.is_bound)


def _why_not(counsellor: Counsellor) -> Refusal | None:
    """Said before anybody has pressed anything."""
    if counsellor.last_day is not None:
        return CounsellorMeetsNobodyNow()
    return None if has_room(counsellor) else CounsellorHasEnoughPeople()


def _colleagues_instead(refusal: Refusal | None, about: Counsellor | None) -> list[Any]:
    if about is None or not isinstance(refusal, CounsellorHasEnoughPeople):
        return []
    return free_colleagues(of=about, now=timezone.now())


def _known_name(request: HttpRequest) -> dict[str, str]:
    user = user_of(request)
    held = own_responsibility(user)
    return {"name": held.name if held else user.name}
