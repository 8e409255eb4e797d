"""Somebody who wished for it calls the house within the first hours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events.signups.access import KINDS, get_date_of_house
from events.signups.domain import first_seats_of, sign_up
from events.signups.forms import key_to_send
from events.wishes.forms import FirstByPhoneForm
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to, page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*KINDS)
@about("date of the house with first seats", opened_by=Relation.HOUSE)
def write_down(request: HttpRequest, public_id: str) -> HttpResponse:
    """Before and after these hours it is written down like anybody's."""
    user, now = user_of(request), timezone.now()
    one = get_date_of_house(user, public_id)
    first = first_seats_of(one, now=now)
    if first is None or first.until is None:
        return go_to(request, "signups:write_down", public_id)
    form = FirstByPhoneForm(request.POST or None, activity=one.activity, now=now)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            sign_up(
                one=one, request=form.request(), form_key=request.POST.get("key", ""), now=now,
                first_seat=form.first_seat, on_their_word=form.comes_on_their_word, actor=user,
            )  # fmt: skip
            return go_to(request, "signups:listed", public_id)
        except Refusal as said:
            refusal = said
    key = key_to_send(request, refusal)
    context = {"event": one, "form": form, "refusal": refusal, "key": key, "first_seats": first}
    return page(request, "events/wishes/write_down.html", context, refused=form.is_bound)
