"""Somebody stands in the house: begin now, or find who can."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from counsellors.conversations.domain.booking import FORM, book_at_the_desk
from counsellors.conversations.domain.here_and_now import no_time_now
from counsellors.conversations.domain.refusals import ContactRefused
from counsellors.conversations.domain.senders import AtTheDesk
from counsellors.desk.access import get_counsellor_of, get_houses, record_that_they_are_known
from counsellors.desk.domain.free_now import free_colleagues
from counsellors.desk.forms.walk_in import WalkInForm
from counsellors.people.models import Counsellor
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from jobcenter.ui.responses import go_to, page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(RoleKind.COUNSELLOR)
def walk_in(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    form = WalkInForm(
        request.POST if request.method == "POST" else None,
        initial={"page_language": get_language()},
        counsellor=counsellor,
        houses=get_houses(counsellor),
    )
    if not form.is_bound or not form.is_valid():
        return _page(request, counsellor, form)
    now = timezone.now()
    try:
        booked = book_at_the_desk(
            request=form.request(now=now),
            desk=AtTheDesk(by=counsellor, user=user_of(request), starts_now=True),
            form_key=request.POST.get("key", ""),
            now=now,
        )
    except Refusal as refusal:
        return _refused(request, counsellor, form, refusal)
    return go_to(request, "desk:booked", booked.conversation.public_id)


def _refused(
    request: HttpRequest, counsellor: Counsellor, form: WalkInForm, refusal: Refusal
) -> HttpResponse:
    if isinstance(refusal, ContactRefused):
        said = form.cleaned_data
        record_that_they_are_known(
            user_of(request),
            counsellor,
            email=said["email"],
            phone=said["phone"],
            now=timezone.now(),
        )
    form.add_error(None, str(refusal))
    return _page(request, counsellor, form)


def _page(request: HttpRequest, counsellor: Counsellor, form: WalkInForm) -> HttpResponse:
    now = timezone.now()
    no_time, until = no_time_now(counsellor, now=now)
    context: dict[str, Any] = {
        "form": form,
        "no_time": no_time,
        "until": until,
        "houses": [
            (house, free_colleagues(counsellor=counsellor, centre=house, now=now))
            for house in (form.houses if no_time else [])
        ],
        "form_key": mint_form_key(form=FORM),
    }
    return page(request, "counsellors/desk/walk_in.html", context, refused=form.is_bound)
