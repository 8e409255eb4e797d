"""The citizen's word on a card, and the way from the talk to a time that was booked in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from counsellors.chat.domain.seating import welcome_handover
from counsellors.chat.enums import EventKind
from counsellors.chat.models import ThreadHandover
from counsellors.chat.views.doors import Visit, as_citizen
from counsellors.chat.views.ended import is_too_late, say_it_has_ended
from counsellors.conversations.domain.receipts import manage_address
from counsellors.conversations.models import Conversation
from counsellors.line.domain import decline_handover
from counsellors.people.domain.lists import introduce
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import page


@as_citizen
@require_http_methods(["GET", "HEAD", "POST"])
def answer_card(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Yes, no, or nothing at all: a talk goes on without an answer."""
    if is_too_late(request, visit.thread):
        return say_it_has_ended(request, visit.thread, talk=visit.address("talk"))
    standing = ThreadHandover.objects.in_force().filter(thread=visit.thread)
    card = standing.select_related("given_by", "given_to").first()
    refusal = None
    if request.method == "POST" and card is not None:
        try:
            _answer(request.POST.get("svar", ""), card, visit)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(visit.address("talk"))
    context: dict[str, Any] = {"visit": visit, "card": card, "refusal": refusal}
    if card is not None:
        context["to"] = introduce(card.given_to)
    return page(request, "counsellors/inbox/answer_card.html", context, refused=bool(refusal))


@as_citizen
@require_safe
def booked_in_talk(request: HttpRequest, visit: Visit) -> HttpResponse:
    """On to the page where a time told of in this talk is moved and cancelled. Its secret stands in
    no page: whoever may open the talk is led there.
    """
    asked = request.GET.get("tid", "")
    told = visit.thread.events.filter(kind=EventKind.BOOKED, facts__conversation=asked)
    conversation = Conversation.objects.filter(public_id=asked).first()
    if conversation is None or not told.exists():
        return redirect(visit.address("talk"))
    return redirect(manage_address(conversation))


def _answer(said: str, card: ThreadHandover, visit: Visit) -> None:
    now = timezone.now()
    if said == "nej":
        decline_handover(card=card, seat=visit.seat, now=now)
    elif said == "ja":
        welcome_handover(card=card, seat=visit.seat, now=now)
