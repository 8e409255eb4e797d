"""Making a talk of this browser one's own, by an explicit yes and in no other way."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counsellors.chat.domain.refusals import NotYoursToClaim
from counsellors.chat.models import Thread
from counsellors.reach.access import (
    get_talk_to_claim,
    is_claimed_by,
    leave_unclaimed,
    visitor_of,
)
from counsellors.reach.domain import claim_or_refuse
from jobcenter.accounts.access import citizen_required, user_of
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.responses import go_to, page

TEMPLATE = "counsellors/reach/claim.html"


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@about("chat", opened_by=Relation.PERSON)
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    user, thread = user_of(request), get_talk_to_claim(request, public_id)
    if is_claimed_by(thread, user):
        return _to_talk(request, thread)
    if request.method != "POST":
        return page(request, TEMPLATE, {"thread": thread})
    if request.POST.get("svar") != "ja":
        leave_unclaimed(request, thread)
        messages.info(request, _("The talk stays as it was, and nobody sees that it is yours."))
        return _to_talk(request, thread)
    token_hash = visitor_of(request).token_hash
    try:
        claim_or_refuse(thread=thread, user=user, token_hash=token_hash, now=timezone.now())
    except NotYoursToClaim as refusal:
        return page(request, TEMPLATE, {"thread": thread, "refusal": refusal}, refused=True)
    messages.success(request, _("The talk is on your page now. You find it wherever you log in."))
    return _to_talk(request, thread)


def _to_talk(request: HttpRequest, thread: Thread) -> HttpResponse:
    return go_to(request, "chat:talk_as_citizen", thread.public_id)
