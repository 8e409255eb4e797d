"""What staff see of it: the wishes that wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from counsellors.conversations.access import (
    get_centres_of_staff,
    get_waiting_wish,
    see_waiting_wishes,
)
from counsellors.conversations.domain.reading import unmet_demand
from counsellors.conversations.domain.wishing import answer_wish
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.responses import go_to, page

MOST_SHOWN = 50


@require_safe
@staff_required(RoleKind.COUNSELLOR)
def upcoming(request: HttpRequest) -> HttpResponse:
    """Where this page was, people have bookmarks: it is "my day" now."""
    return go_to(request, "workday:day")


@require_safe
@staff_required(RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR)
def wishes(request: HttpRequest) -> HttpResponse:
    centres = get_centres_of_staff(user_of(request))
    today = timezone.localdate()
    context = {
        "wishes": see_waiting_wishes(user_of(request), now=timezone.now(), most=MOST_SHOWN),
        "demand": [
            {"centre": centre, "count": unmet_demand(centre=centre, month=today)}
            for centre in centres
        ],
        "month": today,
    }
    return page(request, "counsellors/conversations/wishes.html", context)


@require_POST
@staff_required(RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR)
@about("wish", opened_by=Relation.HOUSE)
def wish_answered(request: HttpRequest, public_id: str) -> HttpResponse:
    wish = get_waiting_wish(user_of(request), public_id)
    answer_wish(wish=wish, by=user_of(request), now=timezone.now())
    return go_to(request, "conversations:wishes")
