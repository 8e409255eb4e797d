"""What colleagues who are away cannot hold themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from counsellors.conversations.forms.steps import needs_in_words
from counsellors.covering.access import see_conversations_to_cover
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.ui.queries import asked_number
from jobcenter.ui.responses import page

MOST_PAGES = 9999


@require_safe
@staff_required(RoleKind.COUNSELLOR)
def covering(request: HttpRequest) -> HttpResponse:
    number = asked_number(request, "page", usual=1, most=MOST_PAGES)
    shown = see_conversations_to_cover(user_of(request), number=number, now=timezone.now())
    rows = [
        {"conversation": one, "needs": needs_in_words(one.needs, one.interpreter_language)}
        for one in shown
    ]
    return page(request, "counsellors/covering/covering.html", {"page": shown, "rows": rows})
