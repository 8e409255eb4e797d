"""The place in line: a page of its own, the piece of it that moves, and the way back into the line.

Asking for it is a sign that the browser is there, and holds the place on: the one GET of the house
that writes something, because without scripts there is no other sign.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from counsellors.chat.domain.refusals import ThreadIsOver
from counsellors.chat.enums import WaitsAs
from counsellors.chat.models import Thread
from counsellors.line.access import get_waiting_thread
from counsellors.line.domain import may_join, rejoin, say_place
from counsellors.line.domain.routes import somebody_answers
from counsellors.safety.domain import WorkFirst
from jobcenter.accounts.access import holder_of_link
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.responses import go_to, page

TEMPLATE = "counsellors/line/place.html"
PIECE = "counsellors/line/_place.html"


@holder_of_link
@about("chat", opened_by=Relation.PERSON)
@require_safe
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    thread, _seat = get_waiting_thread(request, public_id)
    context = place_context(thread)
    if request.GET.get("part") == "place":
        # Without the frame of a page: this is asked for whenever the line moves.
        return HttpResponse(render_to_string(PIECE, context, request))
    return page(request, TEMPLATE, context)


@holder_of_link
@about("chat", opened_by=Relation.PERSON)
@require_POST
def join_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether it went or not, the page of the place says where they stand now."""
    thread, _seat = get_waiting_thread(request, public_id)
    with suppress(ThreadIsOver, WorkFirst):
        rejoin(thread=thread, now=timezone.now())
    return go_to(request, "line:place", public_id)


def place_context(thread: Thread) -> dict[str, Any]:
    """All that templates/counsellors/line/_place.html tells. For a page of a talk it goes into the
    page's own context.
    """
    now = timezone.now()
    found = say_place(thread=thread, now=now)
    return {
        "thread": thread,
        "place": found,
        "is_asked_alone": bool(thread.team_from and thread.team_from > now),
        "can_wait": found is None
        and thread.waits_as == WaitsAs.LETTER
        and somebody_answers(thread.centre, thread.page_language, now=now)
        and may_join(thread=thread, now=now),
    }
