"""What a counsellor sees of it: the conversations ahead, and the wishes that wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from counsellors.conversations.access import (
    get_centres_of_staff,
    get_counsellor_of,
    get_waiting_wish,
)
from counsellors.conversations.domain.reading import (
    earlier_with,
    unmet_demand,
    upcoming_with,
    waiting_wishes,
)
from counsellors.conversations.domain.wishing import answer_wish
from counsellors.conversations.forms.steps import needs_in_words
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.ui.responses import go_to, page

MOST_SHOWN = 50


@require_safe
@staff_required(RoleKind.COUNSELLOR)
def upcoming(request: HttpRequest) -> HttpResponse:
    counsellor = get_counsellor_of(user_of(request))
    now = timezone.now()
    rows = [
        {
            "conversation": one,
            "needs": needs_in_words(one.needs, one.interpreter_language),
            "has_begun": one.has_begun(now),
        }
        for one in upcoming_with(counsellor, now=now)[:MOST_SHOWN]
    ]
    earlier = list(earlier_with(counsellor, now=now)[:MOST_SHOWN])
    return page(
        request,
        "counsellors/conversations/upcoming.html",
        {"counsellor": counsellor, "rows": rows, "earlier": earlier},
    )


@require_safe
@staff_required(RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR)
def wishes(request: HttpRequest) -> HttpResponse:
    centres = get_centres_of_staff(user_of(request))
    today = timezone.localdate()
    context = {
        "wishes": list(waiting_wishes(centres)[:MOST_SHOWN]),
        "demand": [
            {"centre": centre, "count": unmet_demand(centre=centre, month=today)}
            for centre in centres
        ],
        "month": today,
    }
    return page(request, "counsellors/conversations/wishes.html", context)


@require_POST
@staff_required(RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR)
def wish_answered(request: HttpRequest, public_id: str) -> HttpResponse:
    wish = get_waiting_wish(user_of(request), public_id)
    answer_wish(wish=wish, by=user_of(request), now=timezone.now())
    return go_to(request, "conversations:wishes")
