"""What colleagues who are away cannot hold themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from counsellors.conversations.forms.steps import needs_in_words
from counsellors.covering.access import (
    get_conversation_to_cover,
    get_counsellor_of,
    see_conversations_to_cover,
)
from counsellors.covering.domain.taking import take_on
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import go_to, page

MOST_PAGES = 9999


@require_safe
@staff_required(RoleKind.COUNSELLOR)
def covering(request: HttpRequest) -> HttpResponse:
    return _list(request)


@require_POST
@staff_required(RoleKind.COUNSELLOR)
@about("conversation to cover", opened_by=Relation.HOUSE)
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    try:
        take_on(
            conversation=get_conversation_to_cover(user, public_id, now=now),
            by=get_counsellor_of(user),
            actor=user,
            instead_of=request.POST.get("instead_of", ""),
            now=now,
        )
    except Refusal as refusal:
        return _list(request, refusal)
    return go_to(request, "covering:covering")


def _list(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    user = user_of(request)
    number = asked_number(request, "page", usual=1, most=MOST_PAGES)
    shown, covered = see_conversations_to_cover(user, number=number, now=timezone.now())
    me = get_counsellor_of(user)
    rows = [
        {
            "conversation": one.conversation,
            "covered": one,
            "is_mine": one.is_covered_by(me),
            "needs": needs_in_words(one.conversation.needs, one.conversation.interpreter_language),
        }
        for one in covered
    ]
    context = {"page": shown, "rows": rows, "me": me, "refusal": refusal}
    refused = refusal is not None
    return page(request, "counsellors/covering/covering.html", context, refused=refused)
